using Orrery.Core.Runs;
using Orrery.Core.Timetables;

namespace Orrery.Core.Simulation;

/// <summary>One play: what a DAG's grain, its runs and the hosts do, in one place and one thread.</summary>
internal sealed class SchedulePlay(SimulationRequest request)
{
    private readonly RunPlan _plan = RunPlan.Compile(request.Dag);
    private readonly Timetable _timetable = TimetableFactory.Of(request.Dag);
    private readonly DateTimeOffset _end = Moments.After(request.From, request.Horizon);
    private readonly SimulatedHosts _hosts = new(request.Slots);
    private readonly List<RunPlay> _runs = [];
    private readonly List<RunPlay> _active = [];
    private readonly List<SkippedTick> _skipped = [];
    private DateTimeOffset _now = request.From;
    private DataInterval? _last = request.Last;
    private DagRunInfo? _planned;
    private DateTimeOffset? _blockedSince;

    public SimulationResult ToEnd()
    {
        _planned = Plan();
        while (true)
        {
            CreateDue();
            if (NextMoment() is not { } next)
            {
                break;
            }

            _now = next > _now ? next : _now;
            Advance();
        }

        return new SimulationResult
        {
            Runs = [.. _runs.Select(r => r.ToResult())],
            Skipped = _skipped,
            Busiest = Busyness.Peak(_runs),
            IsCutShort = _runs.Count >= request.MaxRuns,
        };
    }

    // As the DAG's grain: a run is created when it is due and there is room; else the next one is planned anew when a run ends.
    private void CreateDue()
    {
        while (_planned is { } due && due.RunAfter <= _now)
        {
            if (_active.Count >= request.Dag.MaxActiveRuns)
            {
                _blockedSince ??= due.RunAfter;
                _planned = null;
                return;
            }

            NoteSkipped(due);
            var run = new RunPlay(_plan, request, due, _now, _hosts);
            _runs.Add(run);
            _active.Add(run);
            run.Start(_now);
            _hosts.Assign(_now);
            _active.RemoveAll(r => r.IsOver);
            _last = due.DataInterval;
            _planned = Plan();
        }
    }

    private void NoteSkipped(DagRunInfo created)
    {
        if (_blockedSince is { } since && since < created.RunAfter)
        {
            var missed = _timetable.Between(since, created.RunAfter).Select(t => t.RunAfter).Where(t => t >= since && t < created.RunAfter);
            _skipped.AddRange(missed.Select(t => new SkippedTick(t, SimulatedWaits.MaxActiveRuns)));
        }

        _blockedSince = null;
    }

    private DagRunInfo? Plan()
    {
        var next = _timetable.Next(new TimetableContext
        {
            Last = _last,
            Earliest = request.Dag.StartDate,
            Latest = request.Dag.EndDate,
            Catchup = request.Dag.Catchup,
            Now = _now,
        });
        return next is { } run && run.RunAfter < _end && _runs.Count < request.MaxRuns ? next : null;
    }

    private DateTimeOffset? NextMoment()
    {
        var next = _planned?.RunAfter;
        foreach (var run in _active)
        {
            next = run.NextAt is { } at && !(at >= next) ? at : next;
        }

        return next;
    }

    private void Advance()
    {
        foreach (var run in _active)
        {
            run.FinishDue(_now);
            run.Wake(_now);
        }

        // Who waits for a slot gets one in the order of the queue, whichever run it belongs to.
        _hosts.Assign(_now);
        if (_active.RemoveAll(r => r.IsOver) > 0)
        {
            _planned ??= Plan();
        }
    }
}
