using System.Text.Json.Nodes;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Secrets;
using Orrery.Grains.Tests.Support;

namespace Orrery.Grains.Tests.Secrets;

public sealed class VariableTests : SecretSuite
{
    [Fact]
    public async Task Set_WhenItIsNew_IsKeptSealedAndAuditedWithoutItsValue()
    {
        await SetAsync("smtp_password", "s3cr3t-value", "of the relay");

        (await Variables.GetAsync("smtp_password")).ShouldBe(new VariableInfo { Key = "smtp_password", Value = "***", Description = "of the relay" });
        var audit = (await Fixture.Store.ListAuditAsync(10)).Single(a => a.Event == "create_variable");
        audit.Actor.ShouldBe("me");
        JsonNode.Parse(audit.DetailsJson!)!.ToJsonString().ShouldBe(
            """{"variable":"smtp_password","changed":["value"],"before":null,"after":{"description":"of the relay"}}""");
        await ShouldNotBeInTheStoreAsync("s3cr3t-value");
    }

    [Fact]
    public async Task Set_WhenOnlyTheDescriptionIsGiven_KeepsTheValue()
    {
        await SetAsync("region", "eu");
        (await Variables.SetAsync(new VariableChange { Key = "region", Description = "where", Fields = ["description"] })).ShouldBe(ActionResult.Done);
        (await Variables.GetAsync("region")).ShouldBe(new VariableInfo { Key = "region", Value = "eu", Description = "where" });
    }

    [Fact]
    public async Task Set_WhenNothingChanges_WritesNothing()
    {
        await SetAsync("password", "s3cr3t");
        var audit = (await Fixture.Store.ListAuditAsync(10)).Count;
        await SetAsync("password", "***");
        await SetAsync("password", "s3cr3t");

        (await Fixture.Store.ListAuditAsync(10)).Count.ShouldBe(audit);
        (await Variables.RevealAsync(["password"], "me")).Items.ShouldHaveSingleItem().Value.ShouldBe("s3cr3t");
    }

    [Fact]
    public async Task Set_WhenItMustBeNewOrThere_IsRefusedOtherwise()
    {
        (await Variables.SetAsync(new VariableChange { Key = "a", Value = "1", IsNew = false })).Status.ShouldBe(ActionStatus.NotFound);
        await SetAsync("a", "1");
        (await Variables.SetAsync(new VariableChange { Key = "a", Value = "1", IsNew = true })).Status.ShouldBe(ActionStatus.Conflict);
        (await Variables.SetAsync(new VariableChange { Key = "b", Fields = ["description"] })).Status.ShouldBe(ActionStatus.Invalid);
        (await Variables.SetAsync(new VariableChange { Key = "/", Value = new string('x', 300_000) })).Problems.Length.ShouldBe(2);
    }

    [Fact]
    public async Task Set_WhenManyDoSoAtOnce_OneAfterTheOtherHasSuccess()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Variables.SetAsync(new VariableChange { Key = "a", Value = $"{i}" })));

        results.ShouldAllBe(r => r.Status == ActionStatus.Done);
        (await Fixture.Store.GetVariableAsync("a"))!.Revision.ShouldBe(8);
    }

    [Fact]
    public async Task Delete_WhenItIsThere_TakesItAwayOnce()
    {
        await SetAsync("a", "1");
        (await Variables.DeleteVariableAsync("a", "me")).ShouldBe(ActionResult.Done);
        (await Variables.DeleteVariableAsync("a", "me")).Status.ShouldBe(ActionStatus.NotFound);
        (await Variables.GetAsync("a")).ShouldBeNull();
        (await Fixture.Store.ListAuditAsync(10)).ShouldContain(a => a.Event == "delete_variable" && a.Actor == "me");
    }

    [Fact]
    public async Task List_WhenAskedForAPart_FiltersOrdersAndPages()
    {
        foreach (var key in new[] { "b_one", "a_two", "c_three", "aXtwo" })
        {
            await SetAsync(key, "1", key == "c_three" ? "x" : null);
        }

        async Task<string> Keys(SecretQuery query)
        {
            var page = await Variables.ListAsync(query);
            return $"{string.Join(' ', page.Items.Select(v => v.Key))} of {page.Total}";
        }

        (await Keys(new SecretQuery())).ShouldBe("aXtwo a_two b_one c_three of 4");
        (await Keys(new SecretQuery { OrderBy = ["-key"], Limit = 2, Offset = 1 })).ShouldBe("b_one a_two of 4");
        (await Keys(new SecretQuery { OrderBy = ["-description", "key"] })).ShouldBe("c_three aXtwo a_two b_one of 4");
        (await Keys(new SecretQuery { Pattern = "A_T" })).ShouldBe("aXtwo a_two of 2");
        (await Keys(new SecretQuery { Pattern = "b% | thr" })).ShouldBe("b_one c_three of 2");
        (await Keys(new SecretQuery { Pattern = "nothing" })).ShouldBe(" of 0");
        (await Keys(new SecretQuery { Limit = 0 })).ShouldBe(" of 4");
    }

    [Fact]
    public async Task Reveal_WhenAsked_TellsTheValueAndTheAuditWhoAsked()
    {
        await SetAsync("b", "2");
        await SetAsync("password", "s3cr3t");

        (await Variables.RevealAsync([], "root")).Items.Select(v => v.Value).ShouldBe(["2", "s3cr3t"]);
        (await Variables.RevealAsync(["none", "b"], "root")).Items.Select(v => v.Key).ShouldBe(["b"]);
        (await Fixture.Store.ListAuditAsync(10)).Where(a => a.Event == "reveal_variables" && a.Actor == "root").Select(a => a.DetailsJson)
            .ShouldBe(["""{"variables":["b"]}""", """{"variables":["b","password"]}"""], ignoreOrder: true);
    }

    [Fact]
    public async Task Store_WhenItsKeyIsMissing_TellsSoAndIsNotWrittenWithAnother()
    {
        await SetAsync("a", "1");
        var right = Fixture.Keys.Ring;
        Fixture.Keys.Ring = TestSecretKeys.NewRing();

        var shown = (await Variables.GetAsync("a")).ShouldNotBeNull();
        shown.Value.ShouldBe("***");
        shown.Problem!.ShouldContain(right.SealingKeyId);
        var refused = await Variables.SetAsync(new VariableChange { Key = "b", Value = "2" });
        refused.Status.ShouldBe(ActionStatus.Conflict);
        refused.Problems.ShouldHaveSingleItem().ShouldContain(right.SealingKeyId);
        (await Variables.RevealAsync([], "me")).Outcome.Status.ShouldBe(ActionStatus.Conflict);

        // What nobody can open any more can be deleted, and then the server may write again.
        (await Variables.DeleteVariableAsync("a", "me")).ShouldBe(ActionResult.Done);
        (await Variables.SetAsync(new VariableChange { Key = "b", Value = "2" })).ShouldBe(ActionResult.Done);
    }

    [Fact]
    public async Task Row_WhenMovedToAnotherKey_CannotBeOpenedThere()
    {
        await SetAsync("a", "1");
        await SetAsync("b", "2");
        var (a, b) = ((await Fixture.Store.GetVariableAsync("a"))!, (await Fixture.Store.GetVariableAsync("b"))!);
        await Fixture.Store.CommitAsync([b with { Sealed = a.Sealed }]);

        (await Variables.GetAsync("b"))!.Problem!.ShouldContain("sealed for another name");

        // The remedy that the message names.
        await SetAsync("b", "3");
        (await Variables.GetAsync("b"))!.Value.ShouldBe("3");
    }
}
