using System.Globalization;
using Microsoft.Extensions.Configuration;
using Orrery.Core.Dags;
using Orrery.Runtime.Docker.Api;

namespace Orrery.Runtime.Docker;

/// <summary>A setting of the container engine, or of the containers it runs.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Value">What it is; null: it has no value.</param>
/// <param name="Source">Who says so.</param>
public sealed record DockerSetting(string Name, string? Value, string Source);

/// <summary>Sets <see cref="DockerOptions"/> from the environment, as <c>ORRERY_DOCKER__NETWORK=none</c>: servers and the command line alike.</summary>
public static class DockerSettings
{
    private const string Default = "default";

    /// <summary>What other programs call a setting that they share with this one.</summary>
    private static readonly Dictionary<string, string> Shared = new(StringComparer.Ordinal)
    {
        [nameof(DockerOptions.Address)] = "DOCKER_HOST",
        [nameof(DockerOptions.Tls)] = "DOCKER_TLS_VERIFY",
        [nameof(DockerOptions.CertificatePath)] = "DOCKER_CERT_PATH",
        [nameof(DockerOptions.ConfigPath)] = "DOCKER_CONFIG",
    };

    private static readonly string[] Names =
    [
        nameof(DockerOptions.Address), nameof(DockerOptions.Tls), nameof(DockerOptions.CertificatePath), nameof(DockerOptions.ConfigPath),
        nameof(DockerOptions.RequestTimeout), nameof(DockerOptions.EngineWait), nameof(DockerOptions.Cluster), nameof(DockerOptions.Host),
        nameof(DockerOptions.Network), nameof(DockerOptions.MemoryBytes), nameof(DockerOptions.Cpus), nameof(DockerOptions.Pids),
        nameof(DockerOptions.User), nameof(DockerOptions.ReadOnlyRoot), nameof(DockerOptions.TmpBytes),
    ];

    /// <summary>Sets what the environment says. Not checked.</summary>
    /// <param name="options">What is set.</param>
    /// <param name="environment">Reads a variable of the environment.</param>
    /// <exception cref="InvalidOperationException">A value is of the wrong form; the message names the option.</exception>
    public static void Apply(DockerOptions options, Func<string, string?> environment) => new ConfigurationBuilder()
        .AddInMemoryCollection(Names.Where(n => Given(n, environment) is not null).Select(n => KeyValuePair.Create(n, Given(n, environment))))
        .Build()
        .Bind(options);

    /// <summary>The settings of this host, and who says so.</summary>
    /// <param name="environment">Reads a variable of the environment.</param>
    /// <exception cref="InvalidOperationException">A value is of the wrong form; the message names the option.</exception>
    /// <exception cref="FormatException">The address of the engine is none.</exception>
    public static IReadOnlyList<DockerSetting> Explain(Func<string, string?> environment)
    {
        var options = new DockerOptions();
        Apply(options, environment);
        var endpoint = DockerEndpoint.Find(options, environment);
        return
        [
            Of(nameof(options.Address), endpoint.Address),
            Of(nameof(options.Tls), Text(endpoint.CertificatePath is not null)),
            Of(nameof(options.CertificatePath), options.CertificatePath ?? environment(Shared[nameof(options.CertificatePath)]) ?? "~/.docker"),
            Of(nameof(options.ConfigPath), options.ConfigPath ?? environment(Shared[nameof(options.ConfigPath)]) ?? "~/.docker"),
            Of(nameof(options.RequestTimeout), Text(options.RequestTimeout)),
            Of(nameof(options.EngineWait), Text(options.EngineWait)),
            Of(nameof(options.Cluster), options.Cluster),
            Of(nameof(options.Host), options.Host),
            Of(nameof(options.Network), options.Network),
            Of(nameof(options.MemoryBytes), Text(options.MemoryBytes)),
            Of(nameof(options.Cpus), Text(options.Cpus)),
            Of(nameof(options.Pids), Text(options.Pids)),
            Of(nameof(options.User), options.User),
            Of(nameof(options.ReadOnlyRoot), Text(options.ReadOnlyRoot)),
            Of(nameof(options.TmpBytes), Text(options.TmpBytes)),
        ];

        DockerSetting Of(string option, string? value) => new(
            System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(option),
            value,
            Given(option, environment) is not null ? VariableOf(option)
                : Shared.TryGetValue(option, out var variable) && !string.IsNullOrWhiteSpace(environment(variable)) ? variable
                : Default);
    }

    /// <summary>The settings of a task's container on this host, and who says so: the task, else the host.</summary>
    /// <param name="environment">Reads a variable of the environment.</param>
    /// <param name="docker">What the task says.</param>
    /// <param name="place">Where it says so.</param>
    /// <exception cref="InvalidOperationException">A value is of the wrong form; the message names the option.</exception>
    /// <exception cref="FormatException">The address of the engine is none.</exception>
    public static IReadOnlyList<DockerSetting> Explain(Func<string, string?> environment, DockerRuntime docker, string place)
    {
        var host = Explain(environment).ToDictionary(s => s.Name, StringComparer.Ordinal);
        return
        [
            new("image", docker.Image, place),
            new("pull", docker.Pull.ToString().ToLowerInvariant(), docker.Pull == ImagePull.Missing ? Default : place),
            Of("network", docker.Network, "network"),
            Of("memory", Text(docker.Memory), "memory_bytes"),
            Of("cpus", Text(docker.Cpus), "cpus"),
            Of("pids", Text(docker.Pids), "pids"),
            Of("user", docker.User, "user"),
            Of("read_only", docker.ReadOnly is { } readOnly ? Text(readOnly) : null, "read_only_root"),
            Own("volumes", docker.Volumes),
            Own("cap_add", docker.CapAdd),
            Own("labels", [.. docker.Labels.Select(l => $"{l.Key}={l.Value}").Order(StringComparer.Ordinal)]),
        ];

        DockerSetting Of(string name, string? own, string ofHost) => own is null ? host[ofHost] with { Name = name } : new DockerSetting(name, own, place);

        DockerSetting Own(string name, IReadOnlyList<string> values) => values.Count == 0 ? new DockerSetting(name, null, Default) : new DockerSetting(name, string.Join(", ", values), place);
    }

    /// <summary>The variable that sets an option, for messages.</summary>
    /// <param name="option">Name of the option.</param>
    internal static string VariableOf(string option) => $"ORRERY_{DockerOptions.SectionName}__{option}".ToUpperInvariant();

    private static string? Given(string option, Func<string, string?> environment) => environment(VariableOf(option)) is { } value && !string.IsNullOrWhiteSpace(value) ? value : null;

    private static string Text(bool value) => value ? "true" : "false";

    private static string? Text(IFormattable? value) => value?.ToString(null, CultureInfo.InvariantCulture);
}
