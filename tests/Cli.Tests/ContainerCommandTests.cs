using System.Text.Json.Nodes;
using Orrery.Cli.Tests.Support;

namespace Orrery.Cli.Tests;

/// <summary>What commands say of containers on a machine that has no engine.</summary>
public sealed class ContainerCommandTests : IDisposable
{
    private const string Flow = """
        dag_id: flow
        docker_runtime: {image: base, memory: 64MiB}
        tasks:
          - task_id: a
            bash: echo
          - task_id: b
            bash: echo
            docker_runtime: {image: other, network: none}
          - task_id: c
            bash: echo
            docker_runtime: null
        """;

    private readonly World _world = new();

    public ContainerCommandTests()
    {
        _world.Environment["DOCKER_HOST"] = $"unix://{_world.Folder}/nobody.sock";
        _world.Write("flow.yaml", Flow);
    }

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Run_WithDockerWhereNoEngineAnswers_SaysSoAndStartsNothing()
    {
        _world.Write("good.yaml", ValidateTests.Good);
        (await _world.RunAsync("run", "good.yaml", "--docker", "busybox")).ShouldBe(ExitCodes.Failure);
        _world.Error.ShouldContain("nobody.sock does not answer");
        _world.Error.ShouldContain("Start the engine, or correct DOCKER_HOST.");
        _world.Started.ShouldBeEmpty();
    }

    [Fact]
    public async Task Explain_WithoutAFile_ListsTheSettingsOfTheHost()
    {
        _world.Environment["ORRERY_DOCKER__NETWORK"] = "none";
        (await _world.RunAsync("config", "explain", "--output", "json")).ShouldBe(ExitCodes.Success, _world.Error);
        Find("network").ShouldBe(("none", "ORRERY_DOCKER__NETWORK"));
        Find("address").ShouldBe(($"unix://{_world.Folder}/nobody.sock", "DOCKER_HOST"));
        Find("read_only_root").ShouldBe(("true", "default"));
    }

    [Fact]
    public async Task Explain_WithATask_SaysWhatItsContainerGets()
    {
        (await _world.RunAsync("config", "explain", "flow.yaml", "--task", "b", "--output", "json")).ShouldBe(ExitCodes.Success, _world.Error);
        Find("image").ShouldBe(("other", "flow.yaml, task b"));
        Find("network").ShouldBe(("none", "flow.yaml, task b"));
        Find("memory").ShouldBe((null, "default"));
    }

    [Theory]
    [InlineData("flow.yaml", "has 2 tasks that run in containers: say which with --task: a, b")]
    [InlineData("flow.yaml --task c", "The task 'c' of 'flow.yaml' runs in no container")]
    [InlineData("flow.yaml --task d", "has no task 'd'; it has: a, b, c")]
    public async Task Explain_WhenItIsNotClearWhichTask_SaysSo(string arguments, string expected)
    {
        (await _world.RunAsync(["config", "explain", .. arguments.Split(' ')])).ShouldBe(ExitCodes.BadInput);
        _world.Error.ShouldContain(expected);
    }

    [Theory]
    [InlineData("ORRERY_DOCKER__PIDS", "many", "Pids")]
    [InlineData("ORRERY_DOCKER__ADDRESS", "somewhere", "The address 'somewhere' of the Docker Engine cannot be used")]
    public async Task Explain_WhenASettingIsWrong_SaysWhich(string variable, string value, string expected)
    {
        _world.Environment[variable] = value;
        (await _world.RunAsync("config", "explain")).ShouldBe(ExitCodes.BadInput);
        _world.Error.ShouldContain(expected);
    }

    private (string? Value, string? Source) Find(string name)
    {
        var setting = JsonNode.Parse(_world.Out)!.AsArray().Single(s => (string?)s!["name"] == name)!;
        return ((string?)setting["value"], (string?)setting["source"]);
    }
}
