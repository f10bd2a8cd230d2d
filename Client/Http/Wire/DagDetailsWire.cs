using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using System.Xml;
using Orrery.Core.Dags;
using Orrery.Core.Identity;
using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Client.Http.Wire;

/// <summary>A DAG with what its live version says: Airflow's <c>DAGDetailsResponse</c>, then what Orrery adds.</summary>
internal sealed record DagDetailsWire : DagWire
{
    public DagDetailsWire()
    {
    }

    [SetsRequiredMembers]
    private DagDetailsWire(DagWire dag)
        : base(dag)
    {
    }

    public bool Catchup { get; init; }

    /// <summary>ISO 8601, as in <c>PT1H</c>.</summary>
    public string? DagRunTimeout { get; init; }

    public JsonObject? AssetExpression { get; init; }

    public string? DocMd { get; init; }

    public DateTimeOffset? StartDate { get; init; }

    public DateTimeOffset? EndDate { get; init; }

    public bool? IsPausedUponCreation { get; init; }

    public JsonObject? Params { get; init; }

    public bool RenderTemplateAsNativeObj { get; init; }

    public string[]? TemplateSearchPath { get; init; }

    public string? Timezone { get; init; }

    public DateTimeOffset? LastParsed { get; init; }

    public JsonObject? DefaultArgs { get; init; }

    public Dictionary<string, string>? OwnerLinks { get; init; }

    public bool IsFavorite { get; init; }

    public int ActiveRunsCount { get; init; }

    public int Concurrency { get; init; }

    public ReleaseWire? LatestDagVersion { get; init; }

    /// <param name="info">The DAG.</param>
    /// <param name="document">Canonical document of its live version.</param>
    /// <param name="release">Its live release.</param>
    /// <param name="isFavorite">Whether who asks keeps it at hand.</param>
    /// <param name="activeRuns">How many of its runs are running.</param>
    public static DagDetailsWire Of(DagInfo info, JsonObject document, ReleaseWire? release, bool isFavorite, int activeRuns)
    {
        var dag = DagDocument.FromJson(document);
        return new DagDetailsWire(Of(info, withRuns: false))
        {
            AllowedRunTypes = dag.AllowedRunTypes is { } types ? [.. types.Select(t => t.WireName())] : null,
            BundleVersion = release?.BundleVersion,
            Catchup = dag.Catchup,
            DagRunTimeout = dag.DagRunTimeout is { } timeout ? XmlConvert.ToString(timeout) : null,
            AssetExpression = dag.ScheduleAssets is { } condition ? DagDocument.Schedule(condition) : null,
            DocMd = dag.Description,
            StartDate = dag.StartDate,
            EndDate = dag.EndDate,
            IsPausedUponCreation = dag.IsPausedUponCreation,
            Params = ParamsOf(document),
            Timezone = dag.Timezone,
            LastParsed = release?.CreatedAt,
            IsFavorite = isFavorite,
            ActiveRunsCount = activeRuns,
            Concurrency = info.MaxActiveTasks,
            LatestDagVersion = release,
        };
    }

    private static JsonObject ParamsOf(JsonObject document) => document["params"]?.DeepClone().AsObject() ?? [];
}
