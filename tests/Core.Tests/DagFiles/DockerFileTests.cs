using Orrery.Core.DagFiles;
using Orrery.Core.Dags;

namespace Orrery.Core.Tests.DagFiles;

/// <summary>Containers in DAG files.</summary>
public sealed class DockerFileTests
{
    [Fact]
    public void Parse_WhenAllIsSaid_ReadsIt()
    {
        var docker = Parse("""
            dag_id: d
            tasks:
              - task_id: a
                bash: x
                docker_runtime:
                  image: "registry:5000/team/a:{{ params.tag }}"
                  pull: always
                  network: none
                  memory: 512m
                  cpus: 0.5
                  pids: 64
                  user: "1000:1000"
                  read_only: false
                  volumes: [/data:/d, cache:/c:rw]
                  cap_add: [NET_RAW]
                  labels: {team: a}
            params: {tag: "1"}
            """).Tasks[0].DockerRuntime.ShouldNotBeNull();

        (docker.Image, docker.Pull, docker.Network, docker.Memory, docker.Cpus, docker.Pids, docker.User, docker.ReadOnly).ShouldBe(
            ("registry:5000/team/a:{{ params.tag }}", ImagePull.Always, "none", 512L << 20, 0.5, 64, "1000:1000", false));
        docker.Volumes.ShouldBe(["/data:/d", "cache:/c:rw"], ignoreOrder: true);
        docker.CapAdd.ShouldBe(["NET_RAW"]);
        docker.Labels["team"].ShouldBe("a");
    }

    [Fact]
    public void Parse_WhenTheDagSaysIt_TasksTakeItUnlessTheySayMore()
    {
        var dag = Parse("""
            dag_id: d
            docker_runtime: all:1
            tasks:
              - {task_id: a, bash: x}
              - {task_id: b, bash: x, docker_runtime: own:1}
              - {task_id: c, bash: x, docker_runtime: null}
            """);

        dag.Tasks.Select(t => t.DockerRuntime?.Image).ShouldBe(["all:1", "own:1", null]);
    }

    [Fact]
    public void Parse_WhenDefaultsSayIt_TheyGoBeforeTheDag() => Parse("""
        dag_id: d
        docker_runtime: all:1
        default_args: {docker_runtime: {image: "default:1"}}
        tasks: [{task_id: a, bash: x}]
        """).Tasks[0].DockerRuntime.ShouldNotBeNull().Image.ShouldBe("default:1");

    [Theory]
    [InlineData("{pull: always}", "docker_runtime has no image; name the image to run in")]
    [InlineData("{image: a, pull: often}", "pull 'often' is not known; choose one of missing, always, never")]
    [InlineData("{image: a, memory: much}", "task 'a': memory is 'much', which is not a size of memory; write a number of bytes, '512m' or '2 GiB'")]
    [InlineData("{image: a, memory: 1m}", "docker_runtime.memory is 1048576 bytes; give at least 6 MiB: no container starts with less")]
    [InlineData("{image: a, cpus: 0}", "docker_runtime.cpus is 0; give at least 0.01")]
    [InlineData("{image: a, pids: 0}", "docker_runtime.pids is 0; give 1 or more")]
    [InlineData("{image: a, volumes: [data]}", "docker_runtime.volumes has 'data'; write source:/target, or source:/target:rw to let the task write there")]
    [InlineData("{image: a, volumes: ['../x:/y']}", "docker_runtime.volumes has '../x:/y'; write source:/target, or source:/target:rw to let the task write there")]
    [InlineData("[a]", "docker_runtime is a list, which is not a mapping; write the image, or image: below it")]
    public void Parse_WhenWrong_SaysWhatWouldBeRight(string value, string message) =>
        DagFileParser.Parse($"dag_id: d\ntasks: [{{task_id: a, bash: x, docker_runtime: {value}}}]\n", "f.yaml").Errors.ShouldHaveSingleItem().ToString().ShouldEndWith(message);

    [Theory]
    [InlineData("0", 0)]
    [InlineData("1048576", 1048576)]
    [InlineData("512m", 512L << 20)]
    [InlineData("512 MiB", 512L << 20)]
    [InlineData("1.5Gi", 3L << 29)]
    [InlineData("2TB", 2L << 40)]
    [InlineData("7 b", 7)]
    public void Size_WhenThereIsOne_IsInBytes(string text, long bytes)
    {
        SizeText.TryParse(text, out var size).ShouldBeTrue();
        size.ShouldBe(bytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("m")]
    [InlineData("-1")]
    [InlineData("1.2.3")]
    [InlineData("5 minutes")]
    [InlineData("0.3")]
    [InlineData("9000000t")]
    public void Size_WhenThereIsNone_IsRefused(string text) => SizeText.TryParse(text, out _).ShouldBeFalse();

    private static DagDefinition Parse(string text)
    {
        var result = DagFileParser.Parse(text, "f.yaml");
        result.Errors.ShouldBeEmpty();
        return result.Dags[0].Definition;
    }
}
