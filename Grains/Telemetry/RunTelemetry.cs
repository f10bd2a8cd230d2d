using System.Diagnostics;
using Orrery.Core.Identity;
using Orrery.Core.States;
using Orrery.Grains.Runs;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Telemetry;

/// <summary>
/// Tells what became of runs and tries, from the rows of a commit that is durable: as metrics, and as the spans of a trace from trigger to task. If
/// the process dies before it could, that is lost; the rows are not. With neither wanted it costs a look at two fields.
/// </summary>
/// <param name="metrics">Metrics.</param>
/// <param name="spans">Where spans go.</param>
/// <param name="options">What is told.</param>
public sealed class RunTelemetry(GrainMetrics metrics, ISpanSink spans, RunTelemetryOptions options)
{
    /// <summary>The trace context that what the current try of a task starts is to go on with, as W3C's <c>traceparent</c>; null: none.</summary>
    internal string? TraceParentOf(RunRecord run, int ordinal) =>
        spans.IsOn ? RunTrace.Of(run.Row).TraceParentOf(run.State.DefinitionOf(ordinal).TaskId, run.State.MapIndexOf(ordinal), run.State[ordinal].TryNumber)

            // Who does not take part in a trace passes on what it was given.
            : run.Row.TraceParent;

    /// <summary>What a log line of the run names so that its trace is found; null: there is no trace.</summary>
    internal string? TraceIdOf(DagRunRow run) => spans.IsOn ? RunTrace.Of(run).TraceId.ToHexString() : null;

    /// <summary>Tells what a commit has brought.</summary>
    /// <param name="run">The run, as it is after the commit.</param>
    /// <param name="before">Its row before.</param>
    /// <param name="turn">What was written.</param>
    internal void Committed(RunRecord run, DagRunRow before, RunTurn turn)
    {
        var (measures, traces) = (metrics.IsOn, spans.IsOn);
        if (!measures && !traces)
        {
            return;
        }

        var trace = traces ? RunTrace.Of(run.Row) : default;
        traces &= trace.IsSampled;
        foreach (var row in turn.Tries)
        {
            if (measures)
            {
                Measure(run, row);
            }

            if (traces && row is { StartedAt: { } started, EndedAt: { } ended })
            {
                spans.Emit(SpanOf(run, row, trace, started, ended));
            }
        }

        if (measures)
        {
            MeasureEnds(run, turn);
            MeasureRun(run.Row, before);
        }

        if (traces && run.IsFinished && !before.State.IsFinished())
        {
            spans.Emit(SpanOf(run, trace));
        }
    }

    private static double Seconds(DateTimeOffset from, DateTimeOffset to) => Math.Max(0, (to - from).TotalSeconds);

    private static string OperatorOf(RunRecord run, int ordinal) => run.State.DefinitionOf(ordinal).Action.Name;

    private static SpanRecord SpanOf(RunRecord run, TaskTryRow row, RunTrace trace, DateTimeOffset started, DateTimeOffset ended)
    {
        var definition = run.State.DefinitionOf(row.Ordinal);
        var failure = RunRows.FailureOf(row.FailureJson);
        var attributes = new List<KeyValuePair<string, object?>>
        {
            new("orrery.dag_id", run.Row.DagId),
            new("orrery.run_id", run.Row.RunId),
            new("orrery.task_id", definition.TaskId),
            new("orrery.try_number", (long)row.TryNumber),
            new("orrery.state", row.State.WireName()),
            new("orrery.operator", definition.Action.Name),
            new("orrery.queue", definition.Queue),
            new("orrery.pool", definition.Pool),
        };
        AddIfAny(attributes, "orrery.map_index", run.State.MapIndexOf(row.Ordinal) is >= 0 and var index ? (long)index : null);
        AddIfAny(attributes, "orrery.host", row.Host);
        AddIfAny(attributes, "orrery.exit_code", (long?)row.ExitCode);
        AddIfAny(attributes, "orrery.signal", (long?)row.Signal);
        return new SpanRecord
        {
            TraceId = trace.TraceId,
            SpanId = trace.TrySpan(definition.TaskId, run.State.MapIndexOf(row.Ordinal), row.TryNumber),
            ParentSpanId = trace.RunSpan(run.Row.ClearNumber),
            Name = $"task {run.Row.DagId}.{definition.TaskId}",
            StartedAt = started,
            EndedAt = ended < started ? started : ended,
            Error = row.State == TaskInstanceState.Failed ? failure?.Message ?? "failed" : null,
            Attributes = attributes,
        };
    }

    private static SpanRecord SpanOf(RunRecord run, RunTrace trace)
    {
        var row = run.Row;
        var ended = row.EndedAt ?? row.StartedAt ?? row.RunAfter;
        var started = row.StartedAt is { } moment && moment < ended ? moment : ended;
        var attributes = new List<KeyValuePair<string, object?>>
        {
            new("orrery.dag_id", row.DagId),
            new("orrery.run_id", row.RunId),
            new("orrery.run_type", row.Type.WireName()),
            new("orrery.state", row.State.WireName()),
            new("orrery.dag_version", row.Version),
            new("orrery.version_number", (long)row.Release),
            new("orrery.clear_number", (long)row.ClearNumber),
            new("orrery.task_instances", (long)run.State.Count),
        };
        AddIfAny(attributes, "orrery.triggered_by", row.TriggeredBy);
        return new SpanRecord
        {
            TraceId = trace.TraceId,
            SpanId = trace.RunSpan(row.ClearNumber),
            ParentSpanId = trace.Parent,
            Name = $"run {row.DagId}",

            // Who asked for it does not wait for it.
            Kind = ActivityKind.Consumer,
            StartedAt = started,
            EndedAt = ended,
            Error = row.State == DagRunState.Failed ? row.Reason ?? "failed" : null,
            Attributes = attributes,
        };
    }

    private static void AddIfAny(List<KeyValuePair<string, object?>> attributes, string name, object? value)
    {
        if (value is not null)
        {
            attributes.Add(new(name, value));
        }
    }

    private void Measure(RunRecord run, TaskTryRow row)
    {
        if (row is { StartedAt: { } started, EndedAt: { } ended })
        {
            var tags = new TagList { { "state", row.State.WireName() }, { "operator", OperatorOf(run, row.Ordinal) } };
            metrics.TryDuration.Record(Seconds(started, ended), WithDag(tags, run.Row));
        }
        else if (row.StartedAt is { } began && run.State[row.Ordinal] is { ScheduledAt: { } ready, TryNumber: var current } && current == row.TryNumber)
        {
            metrics.TryQueueTime.Record(Seconds(ready, began), WithDag(new TagList { { "queue", run.State.DefinitionOf(row.Ordinal).Queue } }, run.Row));
        }
    }

    private void MeasureEnds(RunRecord run, RunTurn turn)
    {
        foreach (var ordinal in turn.Ended)
        {
            // A later event of the same turn may have taken it back.
            if (run.State[ordinal].State is var state && state.IsFinished())
            {
                metrics.TasksFinished.Add(1, WithDag(new TagList { { "state", state.WireName() }, { "operator", OperatorOf(run, ordinal) } }, run.Row));
            }
        }
    }

    private void MeasureRun(DagRunRow row, DagRunRow before)
    {
        if (row.StartedAt is { } started && before.StartedAt != started)
        {
            var ready = row.QueuedAt is { } queued && queued > row.RunAfter ? queued : row.RunAfter;
            metrics.RunQueueTime.Record(Seconds(ready, started), WithDag(new TagList { { "run_type", row.Type.WireName() } }, row));
        }

        if (row.State.IsFinished() && !before.State.IsFinished())
        {
            var tags = WithDag(new TagList { { "state", row.State.WireName() }, { "run_type", row.Type.WireName() } }, row);
            metrics.RunsFinished.Add(1, tags);
            if (row is { StartedAt: { } began, EndedAt: { } ended })
            {
                metrics.RunDuration.Record(Seconds(began, ended), tags);
            }
        }
    }

    private TagList WithDag(TagList tags, DagRunRow run)
    {
        if (options.ByDag)
        {
            tags.Add("dag_id", run.DagId);
        }

        return tags;
    }
}
