using System.Text.Json.Nodes;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Secrets;

namespace Orrery.Grains.Tests.Secrets;

public sealed class ConnectionTests : SecretSuite
{
    [Fact]
    public async Task Set_WhenItIsNew_IsKeptSealedAndAuditedWithoutItsSecrets()
    {
        await SetAsync(Warehouse);

        (await Connections.GetAsync("warehouse")).ShouldBe(Warehouse with { Password = "***", Extra = """{"sslmode":"require","token":"***"}""" });
        (await Connections.RevealAsync(["warehouse"], "me")).Items.ShouldHaveSingleItem().ShouldBe(Warehouse);
        var audit = (await Fixture.Store.ListAuditAsync(10)).Single(a => a.Event == "create_connection");
        var details = JsonNode.Parse(audit.DetailsJson!)!;
        details["before"].ShouldBeNull();
        details["after"]!["host"]!.GetValue<string>().ShouldBe("db");
        details["changed"]!.ToJsonString().ShouldBe("""["password","extra"]""");
        await ShouldNotBeInTheStoreAsync("s3cr3t-pw");
        await ShouldNotBeInTheStoreAsync("s3cr3t-tk");
    }

    [Fact]
    public async Task Set_WhenWhatWasShownComesBack_KeepsTheSecrets()
    {
        await SetAsync(Warehouse);
        await SetAsync((await Connections.GetAsync("warehouse"))! with { Host = "db2" });
        (await Connections.RevealAsync(["warehouse"], "me")).Items.ShouldHaveSingleItem().ShouldBe(Warehouse with { Host = "db2" });
    }

    [Fact]
    public async Task Set_WhenSomeFieldsAreGiven_KeepsTheRest()
    {
        await SetAsync(Warehouse);
        var change = new ConnectionChange { Connection = Warehouse with { Port = null, Password = null, Login = "other" }, Fields = ["port", "password"], IsNew = false };
        (await Connections.SetAsync(change)).ShouldBe(ActionResult.Done);
        (await Connections.RevealAsync([], "me")).Items.ShouldHaveSingleItem().ShouldBe(Warehouse with { Port = null, Password = null });
    }

    [Fact]
    public async Task Set_WhenSeveralFieldsAreWrong_NamesAll()
    {
        var result = await Connections.SetAsync(new ConnectionChange { Connection = Warehouse with { ConnType = "", Port = 70_000, Extra = "[]" } });
        result.Status.ShouldBe(ActionStatus.Invalid);
        result.Problems.Select(p => p.Split(':')[0]).ShouldBe(["conn_type", "port", "extra"]);
        (await Connections.SetAsync(new ConnectionChange { Connection = Warehouse, IsNew = false })).Status.ShouldBe(ActionStatus.NotFound);
    }

    [Fact]
    public async Task Delete_WhenItIsThere_TakesItAwayOnce()
    {
        await SetAsync(Warehouse);
        (await Connections.DeleteConnectionAsync("warehouse", "me")).ShouldBe(ActionResult.Done);
        (await Connections.DeleteConnectionAsync("warehouse", "me")).Status.ShouldBe(ActionStatus.NotFound);
    }

    [Fact]
    public async Task Test_WhenTheServerDoesNotAllowIt_IsRefused()
    {
        var result = await Connections.TestAsync(Warehouse);
        result.Outcome.Status.ShouldBe(ActionStatus.Conflict);
        result.Outcome.Problems.ShouldHaveSingleItem().ShouldContain("--test-connections");
    }
}
