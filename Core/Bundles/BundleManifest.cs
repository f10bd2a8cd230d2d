using System.Collections.Immutable;
using System.Globalization;
using System.IO.Enumeration;
using System.Text.Json.Nodes;

namespace Orrery.Core.Bundles;

/// <summary>What a bundle says of itself in its <c>bundle.yaml</c>; without that file everything has its default.</summary>
public sealed record BundleManifest
{
    /// <summary>Name of the file, in the root of the bundle.</summary>
    public const string FileName = "bundle.yaml";

    /// <summary>The only version of the format there is.</summary>
    public const string Format = "v1beta";

    /// <summary>Name of the parser that looks at the bundle again and again.</summary>
    public const string Standard = "StandardBundleParser";

    /// <summary>Name of the parser that makes one pass.</summary>
    public const string SinglePass = "SinglePassBundleParser";

    /// <summary>Name of the parser that only does what it is asked for.</summary>
    public const string EventBased = "EventBasedBundleParser";

    /// <summary>Shortest interval of anything; what is asked for more often is done every second.</summary>
    public static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(1);

    /// <summary>The manifest of a bundle that has none.</summary>
    public static BundleManifest Default { get; } = new();

    /// <summary>Name of the parser. Default <see cref="Standard"/>.</summary>
    public string BundleParser { get; init; } = Standard;

    /// <summary>Time between two looks at where the bundle comes from: at least 1 s. Null (default): the installation's.</summary>
    public TimeSpan? FetchInterval { get; init; }

    /// <summary>The folders that hold DAG files. Empty (default): all.</summary>
    public ImmutableArray<ScanDirectory> Directories { get; init; } = [];

    /// <summary>The connections of the installation that its DAGs may read, <c>*</c> standing for any text. Null (default): all.</summary>
    public ImmutableArray<string>? AllowedConnections { get; init; }

    /// <summary>The variables of the installation that its DAGs may read and set, <c>*</c> standing for any text. Null (default): all.</summary>
    public ImmutableArray<string>? AllowedVariables { get; init; }

    /// <summary>Everything below <c>bundle_config</c>, as a JSON object: what a parser of one's own is told. Default: empty.</summary>
    public string ConfigJson { get; init; } = "{}";

    /// <summary>The folder a file is scanned with: the deepest that holds it. Null: none does, so that it is no DAG file.</summary>
    public ScanDirectory? DirectoryOf(string path)
    {
        if (Directories.IsEmpty)
        {
            return ScanDirectory.Root;
        }

        ScanDirectory? best = null;
        foreach (var directory in Directories)
        {
            if (directory.Holds(path) && (best is null || directory.Path.Length > best.Path.Length))
            {
                best = directory;
            }
        }

        return best;
    }

    /// <summary>Whether its DAGs may read a connection.</summary>
    public bool AllowsConnection(string connectionId) => Allows(AllowedConnections, connectionId);

    /// <summary>Whether its DAGs may read and set a variable.</summary>
    public bool AllowsVariable(string key) => Allows(AllowedVariables, key);

    /// <summary>The manifest as the store keeps it.</summary>
    public string ToJson() => new JsonObject
    {
        ["bundle_parser"] = BundleParser,
        ["bundle_fetch_interval"] = Seconds(FetchInterval),
        ["directories_to_scan"] = new JsonArray([.. Directories.Select(d => new JsonObject
        {
            ["path"] = d.Path,
            ["scan_interval"] = Seconds(d.ScanInterval),
            ["min_file_parse_interval"] = Seconds(d.MinFileParseInterval),
        })]),
        ["allowed_connections"] = Names(AllowedConnections),
        ["allowed_variables"] = Names(AllowedVariables),
        ["bundle_config"] = JsonNode.Parse(ConfigJson),
    }.ToJsonString();

    /// <summary>What <see cref="ToJson"/> wrote; an empty object is the manifest of a bundle that has none.</summary>
    public static BundleManifest FromJson(string json)
    {
        var root = JsonNode.Parse(json)!.AsObject();
        return root.Count == 0 ? Default : new BundleManifest
        {
            BundleParser = root["bundle_parser"]!.GetValue<string>(),
            FetchInterval = Span(root["bundle_fetch_interval"]),
            Directories =
            [
                .. root["directories_to_scan"]!.AsArray().Select(d => new ScanDirectory(
                    d!["path"]!.GetValue<string>(), Span(d["scan_interval"]), Span(d["min_file_parse_interval"]))),
            ],
            AllowedConnections = Names(root["allowed_connections"]),
            AllowedVariables = Names(root["allowed_variables"]),
            ConfigJson = root["bundle_config"]!.ToJsonString(),
        };
    }

    private static bool Allows(ImmutableArray<string>? patterns, string name) =>
        patterns is not { } allowed || allowed.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false));

    private static JsonArray? Names(ImmutableArray<string>? names) => names is { } some ? new JsonArray([.. some.Select(n => JsonValue.Create(n))]) : null;

    private static ImmutableArray<string>? Names(JsonNode? node) => node is null ? null : [.. node.AsArray().Select(n => n!.GetValue<string>())];

    private static JsonValue? Seconds(TimeSpan? span) =>
        span is { } s ? JsonValue.Create(s.TotalSeconds.ToString("R", CultureInfo.InvariantCulture)) : null;

    private static TimeSpan? Span(JsonNode? node) =>
        node is null ? null : TimeSpan.FromSeconds(double.Parse(node.GetValue<string>(), CultureInfo.InvariantCulture));
}

/// <summary>A folder of a bundle that holds DAG files.</summary>
/// <param name="Path">From the root of the bundle, with <c>/</c>, without one at either end; empty: the root.</param>
/// <param name="ScanInterval">Time between two looks for changed files: at least 1 s. Null: the installation's.</param>
/// <param name="MinFileParseInterval">Time between two readings of a file that keeps changing. Null: none.</param>
public sealed record ScanDirectory(string Path, TimeSpan? ScanInterval, TimeSpan? MinFileParseInterval)
{
    /// <summary>The whole bundle, at the installation's interval.</summary>
    public static ScanDirectory Root { get; } = new("", null, null);

    /// <summary>Whether a file is in this folder or below it.</summary>
    public bool Holds(string file) =>
        Path.Length == 0 || (file.Length > Path.Length && file[Path.Length] == '/' && file.StartsWith(Path, StringComparison.Ordinal));
}
