using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Orrery.Grains.Telemetry;

/// <summary>What grains measure, as the meter <c>Orrery.Grains</c>. While nobody listens, nothing is measured. docs/telemetry.md lists all.</summary>
public sealed class GrainMetrics : IDisposable
{
    /// <summary>Bounds in seconds, from the few milliseconds an empty task takes to a day.</summary>
    private static readonly InstrumentAdvice<double> Durations = new()
    {
        HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 14_400, 86_400],
    };

    private readonly Meter _meter = new("Orrery.Grains");
    private readonly ConcurrentDictionary<string, Func<int>> _queues = new(StringComparer.Ordinal);

    /// <summary>Creates the instruments.</summary>
    public GrainMetrics()
    {
        RunsFinished = _meter.CreateCounter<long>("orrery.dag_run.finished", "{run}", "Runs that ended, by their state and type.");
        RunDuration = Histogram("orrery.dag_run.duration", "Time from the start of a run to its end, by its state and type.");
        RunQueueTime = Histogram("orrery.dag_run.queue_time", "Time from the moment a run could start to its start, by its type.");
        TasksFinished = _meter.CreateCounter<long>("orrery.task_instance.finished", "{task_instance}", "Task instances that ended, by their state and operator.");
        TryDuration = Histogram("orrery.task_try.duration", "Time from the start of a try to its end, by its state and operator.");
        TryQueueTime = Histogram("orrery.task_try.queue_time", "Time from the moment a try was ready to its start, by its queue.");
        SchedulerLag = Histogram("orrery.scheduler.lag", "Time from the moment the newest scheduled run of a DAG was due to its creation.");
        SchedulerTick = Histogram("orrery.scheduler.tick.duration", "Time the scheduler took to wake everything that was due.");
        ParserPass = Histogram("orrery.parser.pass.duration", "Time a bundle's parser took for one look at it, by bundle and outcome.");
        ParsedFiles = _meter.CreateCounter<long>("orrery.parser.files", "{file}", "Files that parsers read since they had changed, by bundle and outcome.");
        _meter.CreateObservableGauge("orrery.queue.depth", Depths, "{task}", "Ready tasks that wait for a host or for slots, by queue.");
    }

    internal Counter<long> RunsFinished { get; }

    internal Histogram<double> RunDuration { get; }

    internal Histogram<double> RunQueueTime { get; }

    internal Counter<long> TasksFinished { get; }

    internal Histogram<double> TryDuration { get; }

    internal Histogram<double> TryQueueTime { get; }

    internal Histogram<double> SchedulerLag { get; }

    internal Histogram<double> SchedulerTick { get; }

    internal Histogram<double> ParserPass { get; }

    internal Counter<long> ParsedFiles { get; }

    /// <summary>Whether anybody listens to what runs and tasks come to.</summary>
    internal bool IsOn => TasksFinished.Enabled;

    /// <summary>Tasks that wait in the queues of this server now, by queue.</summary>
    public IReadOnlyDictionary<string, int> QueueDepths => _queues.ToDictionary(q => q.Key, q => q.Value(), StringComparer.Ordinal);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    /// <summary>A queue is here from now on.</summary>
    /// <param name="queue">Its name.</param>
    /// <param name="depth">How many tasks wait in it; asked from any thread.</param>
    internal void QueueCame(string queue, Func<int> depth) => _queues[queue] = depth;

    /// <summary>A queue is here no more.</summary>
    internal void QueueWent(string queue) => _queues.TryRemove(queue, out _);

    private Histogram<double> Histogram(string name, string description) => _meter.CreateHistogram(name, "s", description, tags: null, Durations);

    private IEnumerable<Measurement<int>> Depths() =>
        _queues.Select(q => new Measurement<int>(q.Value(), new KeyValuePair<string, object?>("queue", q.Key)));
}
