using Orrery.Core.Dags;
using Orrery.Grains.Interfaces.Runs;

namespace Orrery.Grains.Runs;

/// <summary>What a try's container is to be.</summary>
internal static class ContainerSpecs
{
    private const string Engine = "docker";

    /// <summary>Adds the container a task says it runs in.</summary>
    /// <param name="spec">The try.</param>
    /// <param name="docker">The container; null: none.</param>
    /// <param name="render">Renders a template of a field.</param>
    public static LaunchSpec Add(LaunchSpec spec, DockerRuntime? docker, Func<string, string, string> render) => docker is null ? spec : spec with
    {
        Engine = Engine,
        Container = new ContainerSpec
        {
            Image = render(docker.Image, "docker_runtime.image"),
            Pull = docker.Pull switch
            {
                ImagePull.Always => ImagePullPolicy.Always,
                ImagePull.Never => ImagePullPolicy.Never,
                _ => ImagePullPolicy.Missing,
            },
            Network = docker.Network,
            MemoryBytes = docker.Memory,
            Cpus = docker.Cpus,
            Pids = docker.Pids,
            User = docker.User,
            ReadOnlyRoot = docker.ReadOnly,
            Mounts = [.. docker.Volumes.Select(Mount)],
            Capabilities = [.. docker.CapAdd],
            Labels = docker.Labels,
        },
    };

    private static ContainerMount Mount(string volume)
    {
        var parts = volume.Split(':');
        return new ContainerMount { Source = parts[0], Target = parts[1], ReadOnly = parts is not [_, _, "rw"] };
    }
}
