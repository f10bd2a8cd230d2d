using System.Text.Json.Nodes;
using Orrery.Cli.Tests.Support;
using Orrery.Core.Identity;
using Orrery.Grains.Interfaces.Identity;

namespace Orrery.Cli.Tests;

/// <summary><c>orrery users</c>, <c>orrery audit</c>, and the options of a server on a network.</summary>
public sealed class UserTests : IDisposable
{
    private const string Password = "correct horse battery";
    private readonly World _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Create_AsksForThePasswordTwice()
    {
        _world.Secrets.Enqueue(Password);
        _world.Secrets.Enqueue(Password);
        (await _world.RunAsync("users", "create", "ada", "--role", "none", "--grant", "sales_*=user", "--display-name", "Ada")).ShouldBe(ExitCodes.Success, _world.Error);
        var user = (await _world.Client.Users.GetAsync("ada")).ShouldNotBeNull();
        (user.Role, user.DisplayName).ShouldBe((ApiRoles.None, "Ada"));
        user.Grants.ShouldBe([new GrantInfo("sales_*", ApiRoles.User)]);
        _world.Client.MemoryUsers.Passwords["ada"].ShouldBe(Password);
        _world.Out.ShouldNotContain("horse");
    }

    [Fact]
    public async Task Create_WithThePasswordOnStandardInput_TakesItsFirstLine()
    {
        _world.Input = Password + "\nmore";
        (await _world.RunAsync("users", "create", "ada", "--role", "admin", "--password-stdin")).ShouldBe(ExitCodes.Success, _world.Error);
        _world.Client.MemoryUsers.Passwords["ada"].ShouldBe(Password);
    }

    [Theory]
    [InlineData("users create ada --role admin", "use --password-stdin")]
    [InlineData("users create ada --role admin --password-stdin", "standard input is empty")]
    [InlineData("users create ada --role user --grant sales --no-password", "write it as DAG=ROLE")]
    [InlineData("users create ada --role king --no-password", "no role 'king'")]
    [InlineData("token create ci", "--role")]
    [InlineData("up --listen nonsense", "is no address")]
    [InlineData("up --tls-cert cert.pem", "go together")]
    public async Task Command_WithBadInput_SaysWhatWouldBeRight(string line, string problem)
    {
        ArgumentNullException.ThrowIfNull(line);
        (await _world.RunAsync(line.Split(' '))).ShouldBe(ExitCodes.BadInput);
        _world.Error.ShouldContain(problem);
    }

    [Fact]
    public async Task Create_WhenThePasswordsDiffer_MakesNobody()
    {
        _world.Secrets.Enqueue(Password);
        _world.Secrets.Enqueue(Password + "x");
        (await _world.RunAsync("users", "create", "ada", "--role", "admin")).ShouldBe(ExitCodes.BadInput);
        _world.Error.ShouldContain("differ");
        (await _world.Client.Users.GetAsync("ada")).ShouldBeNull();
    }

    [Fact]
    public async Task Verbs_OfAUser_ChangeWhatTheySay()
    {
        await _world.RunAsync("users", "create", "eve", "--role", "user", "--no-password");
        await _world.RunAsync("users", "grant", "eve", "sales_*", "op");
        await _world.RunAsync("users", "grant", "eve", "hr", "viewer");
        await _world.RunAsync("users", "grant", "eve", "hr", "user");
        await _world.RunAsync("users", "revoke", "eve", "sales_*");
        await _world.RunAsync("users", "set-role", "eve", "viewer");
        await _world.RunAsync("users", "disable", "eve");
        await _world.RunAsync("users", "sign-out", "eve");
        var user = (await _world.Client.Users.GetAsync("eve"))!;
        (user.Role, user.IsActive).ShouldBe((ApiRoles.Viewer, false));
        user.Grants.ShouldBe([new GrantInfo("hr", ApiRoles.User)]);
        _world.Client.MemoryUsers.SignedOut.ShouldBe(["eve"]);

        (await _world.RunAsync("users", "list")).ShouldBe(ExitCodes.Success);
        _world.Out.ShouldContain("hr=user");
        _world.Out.ShouldContain("disabled");
        (await _world.RunAsync("users", "revoke", "eve", "nothing")).ShouldBe(ExitCodes.Failure);
        (await _world.RunAsync("users", "delete", "eve")).ShouldBe(ExitCodes.Success);
        (await _world.RunAsync("users", "delete", "eve")).ShouldBe(ExitCodes.Failure);
        (await _world.RunAsync("users", "grant", "eve", "hr", "user")).ShouldBe(ExitCodes.Failure);
    }

    [Fact]
    public async Task SetPassword_GivesANewOne()
    {
        await _world.RunAsync("users", "create", "eve", "--role", "user", "--no-password");
        _world.Input = "another good password\n";
        (await _world.RunAsync("users", "set-password", "eve", "--password-stdin")).ShouldBe(ExitCodes.Success, _world.Error);
        _world.Client.MemoryUsers.Passwords["eve"].ShouldBe("another good password");
    }

    [Fact]
    public async Task Audit_WithFilters_AsksForThem()
    {
        _world.Client.MemoryAudit.Entries.Add(new AuditInfo { Id = 1, When = _world.Clock.GetUtcNow(), Event = "pause_dag", Owner = "ada", DagId = "sales", Address = "10.0.0.1", DetailsJson = """{"a":1}""" });
        (await _world.RunAsync("audit", "list", "--dag", "sales", "--owner", "ada", "--event", "pause_dag", "--event", "x", "--since", "2d")).ShouldBe(ExitCodes.Success, _world.Error);
        _world.Out.ShouldContain("pause_dag");
        _world.Out.ShouldContain("10.0.0.1");
        var asked = _world.Client.MemoryAudit.Asked.ShouldHaveSingleItem();
        (asked.Owner, asked.After).ShouldBe(("ada", _world.Clock.GetUtcNow().AddDays(-2)));
        asked.Events.ShouldBe(["pause_dag", "x"]);

        (await _world.RunAsync("audit", "list", "--output", "json")).ShouldBe(ExitCodes.Success);
        JsonNode.Parse(_world.Out[_world.Out.IndexOf('[', StringComparison.Ordinal)..])![0]!["event"]!.GetValue<string>().ShouldBe("pause_dag");
    }

    [Theory]
    [InlineData(null, "")]
    [InlineData("[1]", "[1]")]
    [InlineData("""{"a":1,"b":null,"c":["x","y"],"d":[]}""", "a=1 c=x,y")]
    [InlineData("""{"before":{"is_paused":false,"file":"a.yaml"},"after":{"is_paused":true,"file":"a.yaml"}}""", "is_paused: false → true")]
    [InlineData("""{"bundle":"main","before":null,"after":{"location":"/one","ref":null}}""", "bundle=main location=/one")]
    [InlineData("""{"before":{"role":"op"},"after":null}""", "role was op")]
    [InlineData("""{"before":{"note":null,"tasks":{"a":"failed","b":"failed"}},"after":{"note":"x","tasks":{"a":null,"b":"failed"}}}""", "tasks.a: failed → none note: none → x")]
    [InlineData("""{"before":{"a.b":1,"a":{"b":2}},"after":{"a":{"b":3}}}""", "a.b: 2 → 3")]
    public async Task Audit_InATable_ShowsWhatChanged(string? details, string expected)
    {
        _world.Client.MemoryAudit.Entries.Add(new AuditInfo { Id = 1, When = _world.Clock.GetUtcNow(), Event = "edit", Owner = "ada", Address = "10.0.0.1", DetailsJson = details });
        (await _world.RunAsync("audit", "list")).ShouldBe(ExitCodes.Success, _world.Error);
        _world.Out.TrimEnd().Split('\n')[^1].Split("10.0.0.1")[1].Trim().ShouldBe(expected);
    }

    [Fact]
    public async Task Up_OnANetwork_PassesItOn()
    {
        (await _world.RunAsync(
            "up", "--listen", "https://0.0.0.0:8443", "--tls-cert", "cert.pem", "--tls-key", "key.pem", "--behind-proxy", "10.0.0.0/8", "--behind-proxy", "::1", "--keys", "k", "--sign-in-with", "corp.json"))
            .ShouldBe(ExitCodes.Success, _world.Error);
        var settings = _world.Started.ShouldHaveSingleItem();
        settings.Listen.ShouldBe(new Uri("https://0.0.0.0:8443"));
        settings.Tls.ShouldBe((Path.Combine(_world.Folder, "cert.pem"), Path.Combine(_world.Folder, "key.pem")));
        settings.Proxies.ShouldBe(["10.0.0.0/8", "::1"]);
        settings.KeysFolder.ShouldBe(Path.Combine(_world.Folder, "k"));
        settings.SignInFiles.ShouldBe([Path.Combine(_world.Folder, "corp.json")]);
    }
}
