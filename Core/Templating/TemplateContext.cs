using System.Text.Json.Nodes;
using Orrery.Core.Secrets;

namespace Orrery.Core.Templating;

/// <summary>
/// The facts of a task instance, from which the names that Airflow gives templates are made: <c>ds</c>, <c>ts</c>,
/// <c>logical_date</c>, <c>params</c>, <c>ti</c>, <c>dag_run</c>, <c>var</c>, <c>conn</c>, <c>macros</c> and so on.
/// </summary>
/// <remarks>The JSON values are read, never changed; a template that appends to a list of <c>params</c> changes a copy of its own.</remarks>
public sealed record TemplateContext
{
    /// <value>The DAG.</value>
    public required string DagId { get; init; }

    /// <value>The task.</value>
    public required string TaskId { get; init; }

    /// <value>The run.</value>
    public required string RunId { get; init; }

    /// <value>Attempt, from 1; default 1.</value>
    public int TryNumber { get; init; } = 1;

    /// <value>Instance of a mapped task; default -1, not mapped.</value>
    public int MapIndex { get; init; } = -1;

    /// <value>
    /// The nominal time. When null, every name that is derived from it (<c>ds</c>, <c>ts</c>, <c>data_interval_start</c>…) is
    /// undefined and the error says so; <c>dag_run.run_after</c> is there for every run.
    /// </value>
    public DateTimeOffset? LogicalDate { get; init; }

    /// <value>Start of the data interval, inclusive.</value>
    public DateTimeOffset? DataIntervalStart { get; init; }

    /// <value>End of the data interval, exclusive.</value>
    public DateTimeOffset? DataIntervalEnd { get; init; }

    /// <value>Earliest moment the run was allowed to start.</value>
    public DateTimeOffset? RunAfter { get; init; }

    /// <value>When the run started.</value>
    public DateTimeOffset? RunStartDate { get; init; }

    /// <value>Type of the run on the wire: <c>scheduled</c>, <c>manual</c>, <c>backfill</c>, <c>asset_triggered</c>.</value>
    public string? RunType { get; init; }

    /// <value>Parameters of the run, after defaults and validation.</value>
    public JsonObject Params { get; init; } = [];

    /// <value>Configuration the run was triggered with.</value>
    public JsonObject Conf { get; init; } = [];

    /// <value>Text of a variable, or null when there is none; default: there are none.</value>
    public Func<string, string?> Variables { get; init; } = static _ => null;

    /// <value>A connection, or null when there is none; default: there are none.</value>
    public Func<string, Connection?> Connections { get; init; } = static _ => null;

    /// <value>XComs of the run; default: there are none.</value>
    public IXComSource XComs { get; init; } = NoXComs.Instance;

    /// <value>The events that led to the run: for each URI of an asset a list of objects; default: there are none.</value>
    public JsonObject TriggeringAssetEvents { get; init; } = [];

    /// <value>Further names; they win over the ones made from the facts.</value>
    public IReadOnlyDictionary<string, JsonNode?> Extra { get; init; } = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);

    /// <value>Bounds of one rendering.</value>
    public TemplateLimits Limits { get; init; } = TemplateLimits.Default;

    private sealed class NoXComs : IXComSource
    {
        public static readonly NoXComs Instance = new();

        public bool TryGet(XComKey key, out JsonNode? value)
        {
            value = null;
            return true;
        }
    }
}
