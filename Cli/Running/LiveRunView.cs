using System.Text;
using Orrery.Cli.Terminal;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Cli.Running;

/// <summary>
/// Progress as a few lines that are drawn over themselves: the run, a bar, counts by state, and the tasks that matter now. Each picture is
/// one write inside a synchronized update, so it does not flicker, and its height is bounded whatever the size of the run.
/// </summary>
/// <param name="terminal">The screen.</param>
/// <param name="clock">The clock.</param>
internal sealed class LiveRunView(CliTerminal terminal, TimeProvider clock) : IRunView
{
    private const int MaxTasks = 12;
    private const string BeginUpdate = "\e[?2026h";
    private const string EndUpdate = "\e[?2026l";

    private int _height;

    /// <inheritdoc/>
    public void Changed(RunTracker run, IReadOnlyList<TaskInstanceInfo> changed)
    {
        // The next tick draws.
    }

    /// <inheritdoc/>
    public void Tick(RunTracker run)
    {
        if (run.Run is not null)
        {
            Draw(Picture(run));
        }
    }

    /// <inheritdoc/>
    public void End(RunTracker run)
    {
        if (run.Run is not null)
        {
            // What stays on the screen: how each task ended, of small runs; the summary says the rest.
            Draw(run.Total <= MaxTasks ? [.. run.Tasks.Select(TaskLine)] : []);
            _height = 0;
        }
    }

    private void Draw(List<string> lines)
    {
        var picture = new StringBuilder(BeginUpdate);
        if (_height > 0)
        {
            picture.Append("\e[").Append(_height).Append('F');
        }

        picture.Append("\e[J");
        foreach (var line in lines)
        {
            picture.Append(line).Append('\n');
        }

        terminal.Out.Write(picture.Append(EndUpdate).ToString());
        terminal.Out.Flush();
        _height = lines.Count;
    }

    private List<string> Picture(RunTracker run)
    {
        var (width, height) = terminal.Size();
        var info = run.Run!;
        var lines = new List<string>
        {
            Paint(PlainText.Cut($"{info.DagId}  {info.DagRunId}", width - 16), Tone.Bold)
                + $"  {Wording.Duration(info.StartDate, info.EndDate, clock.GetUtcNow())}",
            Bar(run, Math.Clamp(width - 20, 10, 60)),
        };
        var room = Math.Clamp(height - 5, 1, MaxTasks);
        var shown = run.Tasks.Where(t => Rank(t.State) > 0).OrderByDescending(t => Rank(t.State)).ThenByDescending(t => t.StartDate).ToList();
        lines.AddRange(shown.Take(room).Select(TaskLine));
        if (shown.Count > room)
        {
            lines.Add(Paint($"  … and {shown.Count - room} more", Tone.Faint));
        }

        return lines;
    }

    private string Bar(RunTracker run, int width)
    {
        var filled = run.Total == 0 ? 0 : (int)((long)run.Finished * width / run.Total);
        var tone = run.Count(TaskInstanceState.Failed) > 0 ? Tone.Red : Tone.Green;
        return $"{Paint(new string('█', filled), tone)}{Paint(new string('░', width - filled), Tone.Faint)} {run.Finished}/{run.Total}";
    }

    private string TaskLine(TaskInstanceInfo task)
    {
        var state = task.State.WireName();
        var text = $"{TaskName.Of(task)}  {Wording.Duration(task.StartDate, task.EndDate, clock.GetUtcNow())}";
        if (task.TryNumber > 1)
        {
            text += $"  try {task.TryNumber}";
        }

        if (task is { FailureMessage: { } failure, State: TaskInstanceState.Failed or TaskInstanceState.UpForRetry })
        {
            text += $"  {PlainText.OneLine(failure)}";
        }

        return $"  {Paint(state.PadRight(15), Tones.Of(task.State))}  {PlainText.Cut(text, terminal.Size().Width - 20)}";
    }

    private string Paint(string text, Tone tone) => terminal.Paint(text, tone);

    // Failures first, then what runs, then what waits for its next try; the rest is in the counts.
    private static int Rank(TaskInstanceState state) => state switch
    {
        TaskInstanceState.Failed => 3,
        TaskInstanceState.Running or TaskInstanceState.Restarting or TaskInstanceState.Deferred => 2,
        TaskInstanceState.UpForRetry or TaskInstanceState.UpForReschedule => 1,
        _ => 0,
    };
}
