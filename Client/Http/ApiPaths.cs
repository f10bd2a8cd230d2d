using System.Globalization;
using System.Text;
using Orrery.Grains.Interfaces.Search;

namespace Orrery.Client.Http;

/// <summary>Addresses of the REST API, relative to the server's.</summary>
internal static class ApiPaths
{
    public const string Root = "api/v2/";

    public static string Dag(string dagId) => $"{Root}dags/{Escape(dagId)}";

    public static string DagVersions(string dagId) => $"{Dag(dagId)}/dagVersions";

    public static string DagSource(string dagId) => $"{Root}dagSources/{Escape(dagId)}";

    public static string BundleRollout(string bundle) => $"{Root}bundles/{Escape(bundle)}/rollout";

    public static string Rollout(string dagId) => $"{Dag(dagId)}/rollout";

    public static string Runs(string? dagId) => $"{Root}dags/{(dagId is null ? "~" : Escape(dagId))}/dagRuns";

    public static string Run(string dagId, string runId) => $"{Runs(dagId)}/{Escape(runId)}";

    public static string Cells(string dagId, string runId) => $"{Run(dagId, runId)}/cells";

    public static string Tasks(string dagId, string runId) => $"{Run(dagId, runId)}/taskInstances";

    public static string Task(string dagId, string runId, string taskId) => $"{Tasks(dagId, runId)}/{Escape(taskId)}";

    public static string Hitl(string? dagId, string? runId) => dagId is null || runId is null ? $"{Root}dags/~/dagRuns/~/hitlDetails" : $"{Run(dagId, runId)}/hitlDetails";

    public static string Hitl(string dagId, string runId, string taskId, int mapIndex) => $"{Task(dagId, runId, taskId)}/{Number(mapIndex)}/hitlDetails";

    public static string Backfill(long id) => $"{Root}backfills/{Number(id)}";

    public static string Log(LogAddress log) => $"{Task(log.DagId, log.RunId, log.TaskId)}/logs/{Number(log.TryNumber)}";

    public static string Assets => $"{Root}assets";

    public static string Asset(long assetId) => $"{Assets}/{Number(assetId)}";

    public static string XComs(string dagId, string runId, string taskId) => $"{Task(dagId, runId, taskId)}/xcomEntries";

    public const string Bundles = $"{Root}bundles";

    public static string Bundle(string name) => $"{Bundles}/{Escape(name)}";

    public const string Pools = $"{Root}pools";

    public static string Pool(string name) => $"{Pools}/{Escape(name)}";

    public const string Variables = $"{Root}variables";

    // Slashes of a key stay: it is the rest of the path.
    public static string Variable(string key) => $"{Variables}/{string.Join('/', key.Split('/').Select(Escape))}";

    public const string Connections = $"{Root}connections";

    public static string Connection(string connectionId) => $"{Connections}/{Escape(connectionId)}";

    public const string Secrets = $"{Root}secrets";

    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Appends the parameters that have a value.</summary>
    public static string WithQuery(string path, params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var text = new StringBuilder(path);
        var separator = '?';
        foreach (var (name, value) in parameters)
        {
            if (value is not null)
            {
                text.Append(separator).Append(name).Append('=').Append(Escape(value));
                separator = '&';
            }
        }

        return text.ToString();
    }

    /// <summary>Appends a range that includes its bounds.</summary>
    public static IEnumerable<(string Name, string? Value)> Range(string name, MomentRange range) =>
        [($"{name}_gte", Moment(range.From)), ($"{name}_lte", Moment(range.To))];

    /// <summary>Appends a range that includes its bounds.</summary>
    public static IEnumerable<(string Name, string? Value)> Range(string name, SecondsRange range) =>
        [($"{name}_gte", range.From?.ToString("R", CultureInfo.InvariantCulture)), ($"{name}_lte", range.To?.ToString("R", CultureInfo.InvariantCulture))];

    /// <summary>Which part of a list.</summary>
    public static IEnumerable<(string Name, string? Value)> Part(Slice slice) =>
    [
        ("limit", Number(Math.Max(slice.Limit, 1))),
        ("offset", slice.Offset > 0 ? Number(slice.Offset) : null),
        ("cursor", slice.Cursor),
        ("order_by", slice.Order is { } order ? (slice.Descending ? "-" : "") + order : null),
    ];

    /// <summary>A switch; null: it is left out.</summary>
    public static string? Flag(bool? value) => value is { } flag ? flag ? "true" : "false" : null;

    /// <summary>The same parameter for each value.</summary>
    public static IEnumerable<(string Name, string? Value)> Each<T>(string name, IEnumerable<T> values) =>
        values.Select(v => (name, Convert.ToString(v, CultureInfo.InvariantCulture)));

    private static string? Moment(DateTimeOffset? moment) => moment?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private static string Escape(string value) => Uri.EscapeDataString(value);
}
