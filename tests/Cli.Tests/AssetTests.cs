using System.Text.Json;
using Orrery.Cli.Tests.Support;
using Orrery.Grains.Interfaces.Assets;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Cli.Tests;

/// <summary><c>orrery assets</c>.</summary>
public sealed class AssetTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly World _world = new();

    public AssetTests()
    {
        _world.Client.FakeAssets.Known.Add(new AssetInfo
        {
            Id = 7,
            Name = "orders",
            Uri = "s3://lake/orders",
            Group = "raw",
            ExtraJson = """{"owner":"me"}""",
            CreatedAt = Noon,
            UpdatedAt = Noon,
            LastEventId = 1,
            LastEventAt = Noon,
            Mentions =
            [
                new AssetMentionInfo { DagId = "report", Role = AssetMentionRole.Schedule, CreatedAt = Noon },
                new AssetMentionInfo { DagId = "etl", TaskId = "load", Role = AssetMentionRole.Outlet, CreatedAt = Noon },
            ],
        });
        _world.Client.FakeAssets.Events.Add(new AssetEventInfo
        {
            Id = 1,
            AssetId = 7,
            Uri = "s3://lake/orders",
            Name = "orders",
            Group = "raw",
            Timestamp = Noon,
            ExtraJson = """{"rows":42}""",
            SourceDagId = "etl",
            SourceRunId = "r1",
            SourceTaskId = "load",
        });
    }

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData("assets")]
    [InlineData("assets list")]
    public async Task List_WhenAsked_SaysWhoWritesAndWhoWaits(string line)
    {
        (await _world.RunAsync(line.Split(' '))).ShouldBe(ExitCodes.Success, _world.Error);
        var row = _world.Out.TrimEnd().Split('\n')[1];
        row.ShouldMatch("^orders +s3://lake/orders +raw +etl.load +report +2026-01-01 12:00:00Z$");
    }

    [Fact]
    public async Task List_WhenFiltered_AsksForThose()
    {
        await _world.RunAsync("assets", "--search", "ord", "--dag", "etl", "--all");
        _world.Client.FakeAssets.Requests.ShouldBe(["list ord etl False"]);
    }

    [Theory]
    [InlineData("orders")]
    [InlineData("s3://lake/orders")]
    public async Task Show_ByNameOrUri_ShowsIt(string asset)
    {
        (await _world.RunAsync("assets", "show", asset)).ShouldBe(ExitCodes.Success, _world.Error);
        _world.Out.ShouldContain("waited for by");
        _world.Out.ShouldContain("""{"owner":"me"}""");
    }

    [Fact]
    public async Task Show_WhenThereIsNone_SaysSo()
    {
        (await _world.RunAsync("assets", "show", "nope")).ShouldBe(ExitCodes.Failure);
        _world.Error.ShouldBe("orrery: There is no asset 'nope'. See: orrery assets list --all\n");
    }

    [Fact]
    public async Task Events_WhenAsked_ShowsSourceAndExtra()
    {
        (await _world.RunAsync("assets", "events", "orders", "-n", "5")).ShouldBe(ExitCodes.Success, _world.Error);
        _world.Client.FakeAssets.Requests.ShouldBe(["events 7  5"]);
        _world.Out.ShouldContain("etl.load r1");
        _world.Out.ShouldContain("""{"rows":42}""");
    }

    [Fact]
    public async Task Events_WithJson_WritesTheFieldsOfTheApi()
    {
        await _world.RunAsync("assets", "events", "--output", "json");
        using var document = JsonDocument.Parse(_world.Out);
        document.RootElement[0].GetProperty("source_dag_id").GetString().ShouldBe("etl");
    }

    [Theory]
    [InlineData("assets emit orders", "emit 7  cli", "Asset 'orders' has news.\n")]
    [InlineData("assets emit orders --extra {\"rows\":1}", "emit 7 {\"rows\":1} cli", "Asset 'orders' has news.\n")]
    [InlineData("assets materialize orders --conf {\"a\":1}", "materialize 7 {\"a\":1}", "etl manual__1\n")]
    public async Task Command_WhenGranted_AsksForItAndSaysSo(string line, string request, string said)
    {
        (await _world.RunAsync(line.Split(' '))).ShouldBe(ExitCodes.Success, _world.Error);
        _world.Client.FakeAssets.Requests.ShouldContain(request);
        _world.Out.ShouldBe(said);
    }

    [Fact]
    public async Task Emit_WhenRefused_SaysWhy()
    {
        _world.Client.FakeAssets.Answer = ActionResult.Refuse(ActionStatus.Conflict, "It contradicts another.");
        (await _world.RunAsync("assets", "emit", "orders")).ShouldBe(ExitCodes.Failure);
        _world.Error.ShouldBe("orrery: It contradicts another.\n");
    }
}
