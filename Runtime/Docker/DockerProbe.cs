using Orrery.Runtime.Docker.Api;

namespace Orrery.Runtime.Docker;

/// <summary>What a container engine says of itself.</summary>
/// <param name="Address">Where it is looked for.</param>
/// <param name="Detail">What it is; empty when it does not answer.</param>
/// <param name="Problem">Why tasks cannot run in its containers, and the remedy; null when they can.</param>
public sealed record DockerProbe(string Address, string Detail, string? Problem)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Asks the engine that tasks of this host would run in.</summary>
    /// <param name="environment">Reads a variable of the environment.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<DockerProbe> AskAsync(Func<string, string?> environment, CancellationToken cancellationToken = default)
    {
        var options = new DockerOptions();
        DockerEndpoint endpoint;
        try
        {
            DockerSettings.Apply(options, environment);
            endpoint = DockerEndpoint.Find(options, environment);
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException)
        {
            return new DockerProbe(options.Address ?? "", "", e.Message);
        }

        using var client = new DockerClient(new DockerHttp(endpoint, Patience));
        try
        {
            var version = await client.VersionAsync(cancellationToken).ConfigureAwait(false);
            var info = await client.InfoAsync(cancellationToken).ConfigureAwait(false);
            var detail = $"{endpoint}: engine {version.Version}, API {version.ApiVersion}{(info.LiveRestoreEnabled ? "" : "; its restart ends containers: live-restore is off")}";
            return new DockerProbe(
                endpoint.Address, detail, endpoint.IsLocal ? null : "It is on another machine, and cannot mount the folders of tasks: run a host there, with DOCKER_HOST=unix:///var/run/docker.sock.");
        }
        catch (DockerException e)
        {
            return new DockerProbe(endpoint.Address, "", e.Message);
        }
    }
}
