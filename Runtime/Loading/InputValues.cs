using System.Text;
using Orrery.Core.Json;

namespace Orrery.Runtime.Loading;

/// <summary>The values of inputs that are no files: variables of the installation and of the environment.</summary>
/// <remarks>
/// A variable <c>NAME</c> of the installation is for now what the server's environment has as <c>ORRERY_VAR_NAME</c> or <c>AIRFLOW_VAR_NAME</c>.
/// </remarks>
public static class InputValues
{
    /// <summary>How variables of the installation begin in the environment, the first one winning.</summary>
    public static IReadOnlyList<string> VariablePrefixes { get; } = ["ORRERY_VAR_", "AIRFLOW_VAR_"];

    /// <summary>The SHA-256 of the value now, 64 hex digits; empty: it is not there.</summary>
    /// <param name="kind">What it is; not a file.</param>
    /// <param name="name">Its name; that of a variable of the installation in any case.</param>
    /// <param name="environment">Looks up a variable of the environment; null when it is not set.</param>
    public static string HashOf(LoadInputKind kind, string name, Func<string, string?> environment)
    {
        var value = kind switch
        {
            LoadInputKind.Environment => environment(name),
            LoadInputKind.Variable => VariablePrefixes.Select(p => environment(p + name.ToUpperInvariant())).FirstOrDefault(v => v is not null),
            _ => null,
        };
        return value is null ? "" : CanonicalJson.Sha256Hex(Encoding.UTF8.GetBytes(value));
    }
}
