using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orrery.Core.Assets;
using Orrery.Core.Dags;
using Orrery.Core.Identity;
using Orrery.Core.States;
using Orrery.Core.Timetables;
using Orrery.Core.Validation;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Dags;

/// <summary>Makes the rows of new runs.</summary>
/// <param name="runPks">Numbers for runs.</param>
public sealed class RunFactory(RunPks runPks)
{
    private const int TraceParentLength = 55;

    /// <summary>A run that a DAG's timetable asks for.</summary>
    public DagRunRow Scheduled(DagRow dag, DagDefinition definition, DagRunInfo planned) => new()
    {
        Revision = 0,
        RunPk = runPks.Next(),
        DagId = dag.DagId,
        RunId = DagRunTypes.RunId(DagRunType.Scheduled, planned.RunAfter),
        Version = dag.Version,
        Release = dag.Release,
        Type = DagRunType.Scheduled,
        State = DagRunState.Queued,
        LogicalDate = planned.LogicalDate,
        IntervalStart = planned.DataInterval.Start,
        IntervalEnd = planned.DataInterval.End,
        RunAfter = planned.RunAfter,
        SlotDate = planned.LogicalDate,
        QueuedAt = planned.RunAfter,
        ParamsJson = Params.Resolve(definition, new JsonObject()).Values!.ToJsonString(),
        TriggeredBy = "timetable",
    };

    /// <summary>The run that news of assets lead to.</summary>
    /// <param name="dag">The DAG's row.</param>
    /// <param name="definition">The DAG.</param>
    /// <param name="newest">The newest of the news. No two runs of a DAG share it, and so no two share an id.</param>
    /// <param name="now">The present moment.</param>
    public DagRunRow AssetTriggered(DagRow dag, DagDefinition definition, AssetQueueRow newest, DateTimeOffset now) => new()
    {
        Revision = 0,
        RunPk = runPks.Next(),
        DagId = dag.DagId,
        RunId = string.Create(
            CultureInfo.InvariantCulture,
            $"{DagRunTypes.RunId(DagRunType.AssetTriggered, newest.QueuedAt)}_{AssetIds.Of($"{newest.Uri}\n{newest.EventId}") & uint.MaxValue:x8}"),
        Version = dag.Version,
        Release = dag.Release,
        Type = DagRunType.AssetTriggered,
        State = DagRunState.Queued,
        RunAfter = newest.QueuedAt,
        QueuedAt = now,
        ParamsJson = Params.Resolve(definition, new JsonObject()).Values!.ToJsonString(),
        TriggeredBy = "asset",
    };

    /// <summary>A run of a backfill; null when its values for params do not fit the DAG as it is now.</summary>
    public DagRunRow? Backfilled(DagRow dag, DagDefinition definition, BackfillRow backfill, DagRunInfo date, int ordinal, DateTimeOffset now)
    {
        var conf = backfill.ConfJson ?? "{}";
        return Params.Resolve(definition, JsonNode.Parse(conf)!.AsObject()).Values is { } values
            ? new DagRunRow
            {
                Revision = 0,
                RunPk = runPks.Next(),
                DagId = dag.DagId,
                RunId = DagRunTypes.RunId(DagRunType.Backfill, date.RunAfter),
                Version = dag.Version,
                Release = dag.Release,
                Type = DagRunType.Backfill,
                State = DagRunState.Queued,
                LogicalDate = date.LogicalDate,
                IntervalStart = date.DataInterval.Start,
                IntervalEnd = date.DataInterval.End,
                RunAfter = date.RunAfter,
                SlotDate = date.LogicalDate,
                BackfillId = backfill.BackfillId,
                BackfillOrdinal = ordinal,
                QueuedAt = now,
                ConfJson = conf,
                ParamsJson = values.ToJsonString(),
                TriggeredBy = "backfill",
            }
            : null;
    }

    /// <summary>A run by hand; or everything that is wrong with the wish for it.</summary>
    public (DagRunRow? Run, ActionResult? Problem) Manual(
        DagRow dag, DagDefinition definition, Timetable timetable, TriggerRequest request, DateTimeOffset now)
    {
        var problems = new List<string>();
        if (!definition.Allows(DagRunType.Manual))
        {
            problems.Add($"DAG '{dag.DagId}' does not allow runs by hand: add manual to its allowed_run_types.");
        }

        var logicalDate = request.LogicalDate ?? (request.UseNow ? now : null);
        var runId = request.RunId ?? DagRunTypes.RunId(DagRunType.Manual, request.LogicalDate ?? now);
        if (Ids.Problem(IdKind.Run, runId) is { } badId)
        {
            problems.Add(badId);
        }
        else if (DagRunTypes.ReservedBy(runId) is { } type and not DagRunType.Manual)
        {
            problems.Add($"The run id '{runId}' starts with '{type.WireName()}__', which is reserved for runs of that type: choose another.");
        }

        if (request.IntervalStart is null != request.IntervalEnd is null || request.IntervalStart > request.IntervalEnd)
        {
            problems.Add("The data interval must have both data_interval_start and data_interval_end, the start not after the end; or leave both out.");
        }

        var conf = ParseConf(request.ConfJson, problems);
        JsonObject? values = null;
        if (conf is not null)
        {
            var resolved = Params.Resolve(definition, conf);
            values = resolved.Values;
            problems.AddRange(resolved.Errors.Select(e => e.ToString()));
        }

        if (problems.Count > 0)
        {
            return (null, ActionResult.Refuse(ActionStatus.Invalid, [.. problems]));
        }

        var interval = request is { IntervalStart: { } start, IntervalEnd: { } end } ? new DataInterval(start, end)
            : logicalDate is { } moment ? timetable.ManualInterval(moment)
            : (DataInterval?)null;
        return (new DagRunRow
        {
            Revision = 0,
            RunPk = runPks.Next(),
            DagId = dag.DagId,
            RunId = runId,
            Version = dag.Version,
            Release = dag.Release,
            Type = DagRunType.Manual,
            State = DagRunState.Queued,
            LogicalDate = logicalDate,
            IntervalStart = interval?.Start,
            IntervalEnd = interval?.End,
            RunAfter = request.RunAfter ?? now,
            QueuedAt = now,
            ConfJson = conf!.ToJsonString(),
            ParamsJson = values!.ToJsonString(),
            Note = request.Note,
            TriggeredBy = request.TriggeredBy,
            TraceParent = TraceParent(request.TraceParent),
        }, null);
    }

    /// <summary>What is no trace context, or one of a later version with more in it than is known, is not kept.</summary>
    private static string? TraceParent(string? text) => text is { Length: TraceParentLength } && ActivityContext.TryParse(text, traceState: null, out _) ? text : null;

    internal static JsonObject? ParseConf(string? json, List<string> problems)
    {
        if (json is null)
        {
            return [];
        }

        try
        {
            if (JsonNode.Parse(json) is JsonObject conf)
            {
                return conf;
            }

            problems.Add("conf must be a JSON object, such as {\"name\": \"value\"}.");
        }
        catch (JsonException e)
        {
            problems.Add($"conf is not JSON (line {e.LineNumber + 1}): it must be an object, such as {{\"name\": \"value\"}}.");
        }

        return null;
    }
}
