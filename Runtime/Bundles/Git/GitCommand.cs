using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Orrery.Runtime.Bundles.Git;

/// <summary>Runs git: without hooks, helpers, prompts or anybody's settings, with credentials in the environment, and not for ever.</summary>
internal sealed class GitCommand(string repository, GitBundleOptions options, TimeProvider clock)
{
    private const int MaxErrorChars = 4_000;

    private static readonly string[] Inherited =
    [
        "PATH", "HOME", "USER", "LANG", "SSH_AUTH_SOCK", "GIT_SSL_CAINFO", "GIT_SSL_CAPATH", "SSL_CERT_FILE", "SSL_CERT_DIR",
        "http_proxy", "https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY", "all_proxy", "ALL_PROXY",
    ];

    /// <summary>What became of a command.</summary>
    public readonly record struct Result(int ExitCode, string Error)
    {
        public bool Succeeded => ExitCode == 0;
    }

    /// <summary>Runs a command to its end.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="timeout">After this it is killed.</param>
    /// <param name="read">Reads what it writes; null: nobody does.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <exception cref="BundleException">There is no git, or the time is up.</exception>
    public async Task<Result> RunAsync(IReadOnlyList<string> arguments, TimeSpan timeout, Func<Stream, CancellationToken, Task>? read, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var process = Start(arguments);
        try
        {
            process.StandardInput.Close();
            var errors = ReadErrorsAsync(process.StandardError, either.Token);
            await (read ?? DrainAsync)(process.StandardOutput.BaseStream, either.Token).ConfigureAwait(false);
            var error = await errors.ConfigureAwait(false);
            await process.WaitForExitAsync(either.Token).ConfigureAwait(false);
            return new Result(process.ExitCode, error);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BundleException($"'git {arguments[0]}' for '{options.Url}' did not end within {timeout}. Check the network and the size of the repository, and try again.");
        }
        finally
        {
            Kill(process);
        }
    }

    /// <summary>The first line that a command writes; null when it fails.</summary>
    public async Task<string?> LineAsync(IReadOnlyList<string> arguments, TimeSpan timeout, CancellationToken cancellationToken)
    {
        string? line = null;
        var result = await RunAsync(
            arguments,
            timeout,
            async (output, cancelled) =>
            {
                using var reader = new StreamReader(output, Encoding.UTF8);
                line = await reader.ReadLineAsync(cancelled).ConfigureAwait(false);
                await DrainAsync(output, cancelled).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        return result.Succeeded ? line : null;
    }

    /// <summary>Starts a command that is spoken with.</summary>
    /// <exception cref="BundleException">There is no git.</exception>
    public Process Start(IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo("git") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment.Clear();
        foreach (var (name, value) in Environment())
        {
            start.Environment[name] = value;
        }

        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new BundleException("The program 'git' cannot be started on the server's machine. Install git, and see that it is in the server's PATH.", e);
        }
    }

    /// <summary>Ends a process, and what it started, if it has not ended.</summary>
    public static void Kill(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private static async Task DrainAsync(Stream output, CancellationToken cancellationToken) => await output.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);

    private static async Task<string> ReadErrorsAsync(StreamReader errors, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var buffer = new char[1_024];
        for (int read; (read = await errors.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
        {
            text.Append(buffer, 0, Math.Min(read, Math.Max(0, MaxErrorChars - text.Length)));
        }

        return text.ToString().Trim();
    }

    private Dictionary<string, string?> Environment()
    {
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var name in Inherited)
        {
            if (System.Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
            {
                environment[name] = value;
            }
        }

        environment["LC_ALL"] = "C"; // What it says is looked at.
        environment["GIT_DIR"] = repository;
        environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        environment["GIT_CONFIG_NOSYSTEM"] = "1";
        environment["GIT_TERMINAL_PROMPT"] = "0";
        environment["GIT_ASKPASS"] = "true";
        environment["SSH_ASKPASS"] = "true";
        environment["GIT_ALLOW_PROTOCOL"] = "file:git:http:https:ssh";
        environment["GIT_OPTIONAL_LOCKS"] = "0";
        var key = options.SshKey is null ? "" : $" -o IdentitiesOnly=yes -i '{options.SshKey}'";
        environment["GIT_SSH_COMMAND"] = $"ssh -o BatchMode=yes{key}";

        List<(string Key, string Value)> settings =
        [
            ("core.hooksPath", "/dev/null"), ("core.fsmonitor", "false"), ("credential.helper", ""), ("fetch.recurseSubmodules", "false"),
            ("gc.autoDetach", "false"), ("maintenance.autoDetach", "false"), ("http.followRedirects", "initial"), ("advice.detachedHead", "false"),
        ];
        if (options.ReadToken() is { } token && Uri.TryCreate(options.Url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
        {
            // For that host alone, whoever it sends on to.
            var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.Username}:{token}"));
            settings.Add(($"http.{uri.GetLeftPart(UriPartial.Authority)}/.extraHeader", $"Authorization: Basic {credentials}"));
        }

        environment["GIT_CONFIG_COUNT"] = settings.Count.ToString(System.Globalization.CultureInfo.InvariantCulture);
        for (var i = 0; i < settings.Count; i++)
        {
            environment[$"GIT_CONFIG_KEY_{i}"] = settings[i].Key;
            environment[$"GIT_CONFIG_VALUE_{i}"] = settings[i].Value;
        }

        return environment;
    }
}
