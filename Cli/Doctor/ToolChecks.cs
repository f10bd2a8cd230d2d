using System.Diagnostics;
using Orrery.Runtime.Docker;
using Orrery.Runtime.Loading;

namespace Orrery.Cli.Doctor;

/// <summary>Programs that some DAGs need.</summary>
internal static class ToolChecks
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Python, for DAG files in Python and their tasks: it runs a line of it.</summary>
    public static async Task<CheckResult> PythonAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        var python = LoadingSettings.Read().Python;
        const string Remedy = "Install Python 3.9 or newer, or name it in ORRERY_LOADING__PYTHON: DAG files in Python need it, those in YAML do not.";
        try
        {
            var start = new ProcessStartInfo(python, ["-c", "import sys; print('%d.%d.%d' % sys.version_info[:3]); sys.exit(sys.version_info < (3, 9))"])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var process = Process.Start(start)!;
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            using var timer = clock.CreateTimer(_ => limit.Cancel(), null, Patience, Timeout.InfiniteTimeSpan);
            try
            {
                var version = (await process.StandardOutput.ReadToEndAsync(limit.Token)).Trim();
                await process.WaitForExitAsync(limit.Token);
                return process.ExitCode == 0
                    ? new("python", true, $"{python}, version {version}", IsNeeded: false)
                    : new("python", false, version.Length > 0 ? $"{python}, version {version}" : $"{python} ended with {process.ExitCode}", Remedy, IsNeeded: false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                process.Kill(entireProcessTree: true);
                return new("python", false, $"{python} did not answer within {Patience.TotalSeconds} s", Remedy, IsNeeded: false);
            }
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            return new("python", false, $"{python}: {e.Message}", Remedy, IsNeeded: false);
        }
    }

    /// <summary>The container engine, for tasks in containers: it is asked what it is.</summary>
    public static async Task<CheckResult> DockerAsync(Func<string, string?> environment, CancellationToken cancellationToken)
    {
        var probe = await DockerProbe.AskAsync(environment, cancellationToken);
        return probe.Problem is null
            ? new("docker", true, probe.Detail, IsNeeded: false)
            : new("docker", false, probe.Detail.Length > 0 ? probe.Detail : probe.Address, $"{probe.Problem} Only tasks in containers need it.", IsNeeded: false);
    }
}
