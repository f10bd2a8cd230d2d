using Orrery.Cli.Terminal;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Cli.Running;

/// <summary>Progress as lines that stay: one for each change of a task; of large runs one with counts, at most each second.</summary>
/// <param name="output">Where the lines go.</param>
/// <param name="clock">The clock.</param>
internal sealed class PlainRunView(TextWriter output, TimeProvider clock) : IRunView
{
    /// <summary>Largest number of tasks of which each gets its lines.</summary>
    public const int MaxTasksByLine = 200;

    private static readonly TimeSpan CountInterval = TimeSpan.FromSeconds(1);

    private DateTimeOffset _lastCount;
    private string _lastLine = "";

    /// <inheritdoc/>
    public void Changed(RunTracker run, IReadOnlyList<TaskInstanceInfo> changed)
    {
        if (run.Total > MaxTasksByLine)
        {
            return;
        }

        var now = clock.GetUtcNow();
        foreach (var task in changed)
        {
            // Being scheduled and queued is no progress: it lasts milliseconds, or 'orrery tasks why' says what it waits for.
            if (task.State is not (TaskInstanceState.None or TaskInstanceState.Scheduled or TaskInstanceState.Queued))
            {
                output.WriteLine(Line(task, now));
            }
        }
    }

    /// <inheritdoc/>
    public void Tick(RunTracker run)
    {
        if (run.Total > MaxTasksByLine && clock.GetUtcNow() - _lastCount >= CountInterval)
        {
            WriteCounts(run);
        }
    }

    /// <inheritdoc/>
    public void End(RunTracker run)
    {
        if (run.Total > MaxTasksByLine)
        {
            WriteCounts(run);
        }
    }

    private static string Line(TaskInstanceInfo task, DateTimeOffset now)
    {
        var moment = task.State.IsFinished() ? task.EndDate ?? now : now;
        var line = $"{Wording.TimeOfDay(moment)}  {TaskName.Of(task)}  {task.State.WireName()}";
        if (task.State.IsFinished() && task.StartDate is not null)
        {
            line += $"  {Wording.Duration(task.StartDate, task.EndDate, now)}";
        }

        if (task.TryNumber > 1)
        {
            line += $"  try {task.TryNumber}";
        }

        return task is { FailureMessage: { } failure, State: TaskInstanceState.Failed or TaskInstanceState.UpForRetry }
            ? $"{line}  {PlainText.OneLine(failure)}"
            : line;
    }

    private void WriteCounts(RunTracker run)
    {
        var counts = string.Join(", ", run.Counts().Select(c => $"{c.Count} {c.State.WireName()}"));
        var line = $"{run.Finished}/{run.Total} done: {counts}";
        if (line != _lastLine)
        {
            _lastCount = clock.GetUtcNow();
            _lastLine = line;
            output.WriteLine($"{Wording.TimeOfDay(_lastCount)}  {line}");
        }
    }
}
