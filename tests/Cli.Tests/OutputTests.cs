using System.Text.Json.Nodes;
using Orrery.Cli.Output;
using Orrery.Cli.Tests.Support;
using Orrery.Core.States;

namespace Orrery.Cli.Tests;

/// <summary>Results as YAML and as names.</summary>
public sealed class OutputTests : IDisposable
{
    private readonly World _world = new();

    public OutputTests()
    {
        _world.Client.Dags.AddRange([Sample.Dag("etl"), Sample.Dag("report")]);
        _world.Client.Runs.Add(Sample.Run(DagRunState.Failed));
        _world.Client.Tasks.AddRange([Sample.Task("extract", TaskInstanceState.Success), Sample.Task("load", TaskInstanceState.Failed) with { MapIndex = 3 }]);
    }

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData("dags", "etl\nreport\n")]
    [InlineData("runs list", Sample.RunId + "\n")]
    [InlineData("runs show etl", Sample.RunId + "\n")]
    [InlineData("tasks list etl", "extract\nload[3]\n")]
    [InlineData("tasks state etl extract", "extract\n")]
    public async Task Name_OfAList_IsWhatOtherCommandsTake(string line, string expected)
    {
        (await _world.RunAsync([.. line.Split(' '), "-o", "name"])).ShouldBe(ExitCodes.Success, _world.Error);
        _world.Out.ShouldBe(expected);
    }

    [Fact]
    public async Task Name_OfAnEmptyList_IsNothing()
    {
        _world.Client.Dags.Clear();
        (await _world.RunAsync("dags", "-o", "name")).ShouldBe(ExitCodes.Success, _world.Error);
        _world.Out.ShouldBeEmpty();
    }

    [Fact]
    public async Task Yaml_OfAList_HasTheFieldsOfTheApi()
    {
        (await _world.RunAsync("dags", "--output", "yaml")).ShouldBe(ExitCodes.Success, _world.Error);
        _world.Out.ShouldStartWith("- dag_id: etl\n");
        _world.Out.ShouldContain("  is_paused: false\n");
    }

    [Theory]
    [InlineData("\"true\"", "true")]
    [InlineData("\"007\"", "007")]
    [InlineData("\"two\\nlines\"", "two\nlines")]
    [InlineData("\"2026-01-01\"", "2026-01-01")]
    [InlineData("\"\"", "")]
    [InlineData("\"null\"", "null")]
    public void Yaml_OfTextThatReadsLikeSomethingElse_IsStillThatText(string json, string text)
    {
        var yaml = YamlText.Of(new JsonObject { ["x"] = JsonNode.Parse(json) });
        var read = new YamlDotNet.Serialization.DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build().Deserialize<Dictionary<string, object?>>(yaml);
        read["x"].ShouldBe(text, yaml);
    }

    [Fact]
    public void Name_OfWhatHasNone_SaysWhatToChoose() =>
        Should.Throw<CliException>(() => ResultNames.Of(new JsonObject { ["sum"] = 1 }).ToList()).Problems.ShouldHaveSingleItem().ShouldContain("--output");
}
