using Orrery.Grains.Interfaces.Runs;
using Orrery.Grains.Tests.Support;

namespace Orrery.Grains.Tests;

public sealed class ContainerTests : GrainSuite
{
    [Fact]
    public async Task DockerRuntime_WhenATaskHasOne_ItsTryGoesToThatEngineWithAllOfIt()
    {
        await StartAsync("boxed", """
            dag_id: boxed
            params: {tag: "1.2"}
            tasks:
              - task_id: a
                bash: a
                docker_runtime: {image: "team/a:{{ params.tag }}", pull: never, network: none, memory: 64m, cpus: 2, pids: 9, user: "5", read_only: false, volumes: [/a:/b, "c:/d:rw"], cap_add: [X], labels: {k: v}}
            """);

        var spec = await TakeAsync();

        (spec.Engine, spec.Script).ShouldBe(("docker", "a"));
        var container = spec.Container.ShouldNotBeNull();
        (container.Image, container.Pull, container.Network, container.MemoryBytes, container.Cpus, container.Pids, container.User, container.ReadOnlyRoot).ShouldBe(
            ("team/a:1.2", ImagePullPolicy.Never, "none", 64L << 20, 2d, 9L, "5", false));
        container.Mounts.Select(m => (m.Source, m.Target, m.ReadOnly)).ShouldBe([("/a", "/b", true), ("c", "/d", false)], ignoreOrder: true);
        container.Capabilities.ShouldBe(["X"]);
        container.Labels["k"].ShouldBe("v");
    }
}
