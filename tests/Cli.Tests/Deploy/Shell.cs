using System.Diagnostics;

namespace Orrery.Cli.Tests.Deploy;

/// <summary>What a program said, and its exit code.</summary>
internal sealed record ShellResult(int ExitCode, string Out, string Error);

/// <summary>Runs programs.</summary>
internal static class Shell
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Runs a program to its end.</summary>
    public static async Task<ShellResult> RunAsync(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        using var process = Start(program, arguments, environment);
        using var limit = new CancellationTokenSource(Patience);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return new ShellResult(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException e)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"'{program} {string.Join(' ', arguments)}' did not end within {Patience}.", e);
        }
    }

    /// <summary>Starts a program whose outputs are read by the caller.</summary>
    public static Process Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
