using System.Text;
using Orrery.Core.Json;

namespace Orrery.Runtime.Loading;

/// <summary>The values of inputs that are no files: variables of the installation and of the environment.</summary>
public static class InputValues
{
    /// <summary>How variables of the installation begin in the environment, the first one winning.</summary>
    public static IReadOnlyList<string> VariablePrefixes { get; } = ["ORRERY_VAR_", "AIRFLOW_VAR_"];

    /// <summary>The SHA-256 of a value, 64 hex digits; empty: there is none.</summary>
    public static string HashOf(string? value) => value is null ? "" : CanonicalJson.Sha256Hex(Encoding.UTF8.GetBytes(value));

    /// <summary>What the environment has as the value of a variable of the installation; null: nothing.</summary>
    /// <param name="key">Its key, in any case.</param>
    /// <param name="environment">Looks up a variable of the environment; null when it is not set.</param>
    public static string? FindVariable(string key, Func<string, string?> environment) =>
        CanBeNamed(key) ? VariablePrefixes.Select(p => environment(p + key.ToUpperInvariant())).FirstOrDefault(v => v is not null) : null;

    /// <summary>The variables of the environment that give a program these variables of the installation. Of two that differ only in case the first has the name.</summary>
    internal static Dictionary<string, string> ToEnvironment(IReadOnlyDictionary<string, string> variables)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in variables.Where(v => CanBeNamed(v.Key) && !v.Value.Contains('\0', StringComparison.Ordinal)))
        {
            environment.TryAdd(VariablePrefixes[0] + key.ToUpperInvariant(), value);
        }

        return environment;
    }

    private static bool CanBeNamed(string key) => !key.AsSpan().ContainsAny('=', '\0');
}
