namespace Orrery.Runtime.Loading;

/// <summary>The environment of programs that define DAGs or run their tasks.</summary>
internal static class ProgramEnvironment
{
    private const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static readonly string[] Inherited = ["PATH", "HOME", "LANG", "TZ", "USER"];

    /// <summary>Where the Python SDK is: beside the program.</summary>
    public static string PythonSdk { get; } = Path.Combine(AppContext.BaseDirectory, "sdk", "python");

    /// <summary>Not the whole environment of the server: it may hold secrets.</summary>
    public static Dictionary<string, string> ForParsing(LoadingOptions options)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["PATH"] = DefaultPath };
        foreach (var name in Inherited.Concat(options.PassEnvironment))
        {
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
            {
                environment[name] = value;
            }
        }

        AddVariables(environment);
        AddPython(environment);
        return environment;
    }

    /// <summary>Adds the variables of the installation, which tasks see as parsing does.</summary>
    public static void AddVariables(Dictionary<string, string> environment)
    {
        foreach (var (key, value) in Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>().Select(e => ((string)e.Key, (string?)e.Value)))
        {
            if (value is not null && InputValues.VariablePrefixes.Any(p => key.StartsWith(p, StringComparison.Ordinal)))
            {
                environment[key] = value;
            }
        }
    }

    /// <summary>Lets Python find the SDK, and keeps it from writing beside files of a snapshot.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="sdk">Where the SDK is; null: where it is on this machine.</param>
    public static void AddPython(Dictionary<string, string> environment, string? sdk = null)
    {
        sdk ??= PythonSdk;
        environment["PYTHONPATH"] = environment.TryGetValue("PYTHONPATH", out var more) ? $"{sdk}:{more}" : sdk;
        environment["PYTHONDONTWRITEBYTECODE"] = "1";
    }
}
