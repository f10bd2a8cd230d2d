using Orrery.Core.Identity;
using Orrery.Grains.Interfaces.Runs;

namespace Orrery.Grains.Queues;

/// <content>
/// Runs are told which of their offers are held back, once for each offer: what waits here for a limit takes no room in its run. Soft: a run
/// that may have missed it offers again, and is told again.
/// </content>
public sealed partial class QueueGrain
{
    // What is on offer in lanes that are open so far.
    private readonly Dictionary<Lane, HashSet<Entry>> _untold = [];
    private readonly Dictionary<DagRunKey, List<TaskKey>> _news = [];

    /// <summary>Sees to it that the run of an entry on offer is told when its lane is closed, or becomes so.</summary>
    private void Watch(Entry entry)
    {
        if (entry.IsTold || entry.Lane is { Slots: 0, CapKey: null })
        {
            return;
        }

        if (_ready.IsClosed(entry.Lane))
        {
            Note(entry);
        }
        else if (_untold.TryGetValue(entry.Lane, out var entries))
        {
            entries.Add(entry);
        }
        else
        {
            _untold[entry.Lane] = [entry];
        }
    }

    /// <summary>An entry is no longer on offer.</summary>
    private void Unwatch(Entry entry)
    {
        if (_untold.TryGetValue(entry.Lane, out var entries) && entries.Remove(entry) && entries.Count == 0)
        {
            _untold.Remove(entry.Lane);
        }
    }

    private void NoteAll(Lane lane)
    {
        if (_untold.Remove(lane, out var entries))
        {
            foreach (var entry in entries)
            {
                Note(entry);
            }
        }
    }

    private void Note(Entry entry)
    {
        entry.IsTold = true;
        var run = new DagRunKey(entry.Key.DagId, entry.Key.RunId);
        if (!_news.TryGetValue(run, out var tasks))
        {
            _news[run] = tasks = [];
        }

        tasks.Add(entry.Offer.Task);
    }

    /// <summary>Tells the runs what has been noted. Not awaited: they ask us.</summary>
    private void TellRuns()
    {
        foreach (var (run, tasks) in _news)
        {
            _ = GrainFactory.GetGrain<IDagRunGrain>(run.ToString()).HeldAsync([.. tasks]);
        }

        _news.Clear();
    }
}
