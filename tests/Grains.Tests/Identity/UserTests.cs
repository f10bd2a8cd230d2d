using System.Text.Json.Nodes;
using Orrery.Core.Identity;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Identity;
using Orrery.Grains.Interfaces.Tokens;
using Orrery.Grains.Tests.Support;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Tests.Identity;

/// <summary>Users, and what the audit says of changes to them.</summary>
public sealed class UserTests : GrainSuite
{
    private IUserGrain Users => Fixture.Grains.GetGrain<IUserGrain>("0");

    private IAuditGrain Audit => Fixture.Grains.GetGrain<IAuditGrain>("0");

    [Fact]
    public async Task User_WhenMade_IsKnownByTheirNameWhateverItsCase()
    {
        Caller.Set("root", "10.0.0.7");
        (await Users.CreateAsync(New("Ada@Example.org", ApiRoles.Op) with { PasswordHash = "h", Grants = [new("sales_*", ApiRoles.Admin)] })).ShouldBe(ActionResult.Done);

        var user = (await Users.GetAsync("ADA@example.org")).ShouldNotBeNull();
        (user.Name, user.Role, user.IsActive, user.HasPassword, user.CreatedBy).ShouldBe(("ada@example.org", ApiRoles.Op, true, true, "root"));
        user.Grants.ShouldBe([new GrantInfo("sales_*", ApiRoles.Admin)]);
        (await Users.CreateAsync(New("ada@example.org"))).Status.ShouldBe(ActionStatus.Conflict);

        var entry = (await Audit.ListAsync(new AuditQuery())).Items.ShouldHaveSingleItem();
        (entry.Event, entry.Owner, entry.Address).ShouldBe(("create_user", "root", "10.0.0.7"));
        var details = JsonNode.Parse(entry.DetailsJson!)!;
        details["before"].ShouldBeNull();
        details["after"]!["role"]!.GetValue<string>().ShouldBe(ApiRoles.Op);
        entry.DetailsJson!.ShouldNotContain("\"h\"", Case.Sensitive, "no hash in the audit");
        (await Audit.GetAsync(entry.Id)).ShouldBe(entry);
    }

    [Fact]
    public async Task User_WhenNothingOfTheRequestIsValid_IsRefusedWithEveryProblem()
    {
        var refused = await Users.CreateAsync(New("a b", "king") with { Grants = [new("", "none")] });
        refused.Status.ShouldBe(ActionStatus.Invalid);
        refused.Problems.Length.ShouldBe(4);
        (await Users.ListAsync(null, 10)).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task Change_OfTheRole_ShowsWhatWasThereBefore()
    {
        await Users.CreateAsync(New("ada", ApiRoles.Admin));
        await Users.CreateAsync(New("eve", ApiRoles.User));
        (await Users.ChangeAsync("eve", new UserChange { Role = ApiRoles.Op })).ShouldBe(ActionResult.Done);

        var details = JsonNode.Parse((await Audit.ListAsync(new AuditQuery { Events = ["edit_user"] })).Items.ShouldHaveSingleItem().DetailsJson!)!;
        details["before"]!["role"]!.GetValue<string>().ShouldBe(ApiRoles.User);
        details["after"]!["role"]!.GetValue<string>().ShouldBe(ApiRoles.Op);
        (await SessionOfAsync("eve")).ShouldBe(1, "sessions go on with the new role");
        (await Users.ChangeAsync("eve", new UserChange { Role = ApiRoles.Op })).ShouldBe(ActionResult.Done);
        (await Audit.ListAsync(new AuditQuery { Events = ["edit_user"] })).Items.Length.ShouldBe(1, "nothing has changed");
    }

    [Fact]
    public async Task Change_ThatMakesSessionsDoubtful_EndsThem()
    {
        await Users.CreateAsync(New("ada", ApiRoles.User));
        await Users.ChangeAsync("ada", new UserChange { PasswordHash = "new" });
        (await SessionOfAsync("ada")).ShouldBe(2);
        await Users.ChangeAsync("ada", new UserChange { IsActive = false });
        (await SessionOfAsync("ada")).ShouldBe(3);
        await Users.ChangeAsync("ada", new UserChange { IsActive = true });
        (await SessionOfAsync("ada")).ShouldBe(3);
        await Users.ChangeAsync("ada", new UserChange { SignOut = true });
        (await SessionOfAsync("ada")).ShouldBe(4);
    }

    [Fact]
    public async Task LastAdmin_CannotBeTakenAway()
    {
        await Users.CreateAsync(New("ada", ApiRoles.Admin));
        (await Users.DeleteAsync("ada")).Status.ShouldBe(ActionStatus.Conflict);
        (await Users.ChangeAsync("ada", new UserChange { IsActive = false })).Status.ShouldBe(ActionStatus.Conflict);
        (await Users.ChangeAsync("ada", new UserChange { Role = ApiRoles.Op })).Status.ShouldBe(ActionStatus.Conflict);

        await Users.CreateAsync(New("eve", ApiRoles.Admin));
        (await Users.DeleteAsync("ada")).ShouldBe(ActionResult.Done);
        (await Users.DeleteAsync("ada")).Status.ShouldBe(ActionStatus.NotFound);
    }

    [Fact]
    public async Task Delete_TakesTheTokensAlong_SoThatNobodyGetsThemWithTheName()
    {
        await Users.CreateAsync(New("eve", ApiRoles.User));
        var token = await Fixture.Grains.GetGrain<ITokenGrain>("0").CreateAsync(new TokenRequest { Name = "mine", Role = ApiRoles.User, UserName = "eve", IsPersonal = true });
        await Users.DeleteAsync("eve");
        (await Fixture.Store.GetApiTokenAsync(token.Info!.TokenId))!.RevokedAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task SignIn_WhenNoted_KeepsTheNewerHash()
    {
        await Users.CreateAsync(New("ada") with { PasswordHash = "old" });
        await Users.SignedInAsync("ada", "password", newHash: "new");
        var row = (await Fixture.Store.GetUserAsync("ada"))!;
        (row.PasswordHash, row.SessionNumber, row.LastSignInAt is null).ShouldBe(("new", 1, false));
        var entry = (await Audit.ListAsync(new AuditQuery { Owner = "ada" })).Items.ShouldHaveSingleItem();
        entry.Event.ShouldBe("sign_in");
        await Users.SignedInAsync("nobody", "password", newHash: null);
        await Users.NoteAsync("refuse_sign_in", new string('x', 5_000), "wrong name or password");
        (await Audit.ListAsync(new AuditQuery { Events = ["refuse_sign_in"] })).Items.ShouldHaveSingleItem().DetailsJson!.Length.ShouldBeLessThan(300);
    }

    [Fact]
    public async Task ExternalSignIn_OfSomebodyNew_MakesAUserWhoIsFoundAgain()
    {
        var signIn = new ExternalSignIn { Scheme = "corp", ExternalId = "https://idp 42", Name = "Ada@corp.example", DisplayName = "Ada", DefaultRole = ApiRoles.None };
        (await Users.SignInExternallyAsync(signIn)).Name.ShouldBe("ada@corp.example");
        (await Users.SignInExternallyAsync(signIn with { Name = "renamed@corp.example", Role = ApiRoles.User, Grants = [new("x", ApiRoles.Op)] })).Name.ShouldBe("ada@corp.example");

        var user = (await Users.ListAsync(null, 10)).Items.ShouldHaveSingleItem();
        (user.Role, user.HasPassword, user.CreatedBy).ShouldBe((ApiRoles.User, false, "corp"));
        user.Grants.ShouldBe([new GrantInfo("x", ApiRoles.Op)]);
        (await Audit.ListAsync(new AuditQuery { NewestFirst = false })).Items.Select(e => e.Event).ShouldBe(["create_user", "sign_in", "edit_user", "sign_in"], ignoreOrder: true);
    }

    [Fact]
    public async Task ExternalSignIn_WithTheNameOfSomebodyElse_IsRefused()
    {
        await Users.CreateAsync(New("ada", ApiRoles.Admin));
        var refused = await Users.SignInExternallyAsync(new ExternalSignIn { Scheme = "corp", ExternalId = "https://idp 42", Name = "ada", DefaultRole = ApiRoles.Admin });
        refused.Name.ShouldBeNull();
        refused.Outcome.Status.ShouldBe(ActionStatus.Conflict);
        (await Users.SignInExternallyAsync(new ExternalSignIn { Scheme = "corp", ExternalId = "https://idp 43", Name = "a b", DefaultRole = ApiRoles.None })).Outcome.Status.ShouldBe(ActionStatus.Invalid);
    }

    [Fact]
    public async Task ExternalSignIn_WhenTheAccountIsDisabled_IsRefused()
    {
        var signIn = new ExternalSignIn { Scheme = "corp", ExternalId = "https://idp 42", Name = "ada", DefaultRole = ApiRoles.None };
        await Users.SignInExternallyAsync(signIn);
        await Users.ChangeAsync("ada", new UserChange { IsActive = false });
        (await Users.SignInExternallyAsync(signIn)).Outcome.Status.ShouldBe(ActionStatus.Conflict);
    }

    [Fact]
    public async Task Users_WhenListed_ComeInPages()
    {
        foreach (var name in new[] { "c", "a", "b" })
        {
            await Users.CreateAsync(New(name));
        }

        var first = await Users.ListAsync(null, 2);
        first.Items.Select(u => u.Name).ShouldBe(["a", "b"]);
        var second = await Users.ListAsync(first.NextCursor, 2);
        (second.Items.Single().Name, second.NextCursor).ShouldBe(("c", null));
    }

    [Fact]
    public async Task Caller_OfARequest_IsInTheAuditOfWhatItLeadsTo()
    {
        Caller.Set("ada", "10.0.0.7");
        var runId = await StartAsync("audited", "dag_id: audited\ntasks: [{task_id: a, bash: a}]");
        await Fixture.Grains.GetGrain<IDagGrain>("audited").SetPausedAsync(true);
        await Run("audited", runId).MarkAsync(Orrery.Core.States.DagRunState.Failed);

        var entries = (await Audit.ListAsync(new AuditQuery { DagId = "audited", NewestFirst = false })).Items;
        entries.Select(e => (e.Event, e.Owner, e.Address)).ShouldBe(
            [("trigger_dag_run", "ada", "10.0.0.7"), ("pause_dag", "ada", "10.0.0.7"), ("mark_dag_run_failed", "ada", "10.0.0.7")]);
        entries[0].RunId.ShouldBe(runId);
    }

    private static NewUser New(string name, string role = ApiRoles.Viewer) => new() { Name = name, Role = role };

    private async Task<int> SessionOfAsync(string name) => ((UserRow)(await Fixture.Store.GetUserAsync(name))!).SessionNumber;
}
