using Orrery.Core.Identity;
using Orrery.Silo.Security;
using Orrery.Storage.Postgres;

namespace Orrery.Silo;

/// <summary>Checks options before anything is opened, and says everything that is wrong at once.</summary>
internal static class ServerChecks
{
    /// <summary>Throws when the server cannot start as it was told to.</summary>
    /// <exception cref="ServerStartException">The options are not valid; the message lists all problems.</exception>
    public static void ThrowIfInvalid(ServerOptions options)
    {
        var problems = Problems(options).ToList();
        if (problems.Count > 0)
        {
            throw new ServerStartException(string.Join(Environment.NewLine, problems));
        }
    }

    private static IEnumerable<string> Problems(ServerOptions options)
    {
        if (options.Capacity < 1)
        {
            yield return $"The capacity must be at least 1 task, was {options.Capacity}.";
        }

        if (options.Engine is not ("process" or "noop"))
        {
            yield return $"There is no engine '{options.Engine}': use 'process' or 'noop'.";
        }

        if (options.Retention is { } retention && retention < TimeSpan.FromHours(1))
        {
            yield return $"The retention must be at least 1 hour, was {retention.TotalSeconds} s.";
        }

        if (options.Store is { } store && PostgresAddress.Problem(store) is { } storeProblem)
        {
            yield return storeProblem;
        }

        foreach (var address in options.Listen is { } listen ? ListenAddress.Problems(listen, options.Tls is not null, options.Proxies.Count > 0) : [])
        {
            yield return address;
        }

        foreach (var proxy in options.Proxies.Select(OrrerySecurityExtensions.ProxyProblem).OfType<string>())
        {
            yield return proxy;
        }

        if (options.Scanning.ScanInterval < TimeSpan.FromSeconds(1))
        {
            yield return $"The scan interval must be at least 1 s, was {options.Scanning.ScanInterval.TotalSeconds} s.";
        }

        foreach (var (name, path) in options.Bundles)
        {
            if (Ids.Problem(IdKind.Name, name) is { } badName)
            {
                yield return $"Bundle at '{path}': {badName}";
            }

            if (File.Exists(path))
            {
                yield return $"Bundle '{name}': '{path}' is a file; a bundle is a folder. To run one file, use: orrery run {path}";
            }
            else if (!Directory.Exists(path))
            {
                yield return $"Bundle '{name}': the folder '{path}' does not exist.";
            }
        }
    }
}
