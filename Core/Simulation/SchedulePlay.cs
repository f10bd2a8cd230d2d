using Orrery.Core.Runs;
using Orrery.Core.Timetables;

namespace Orrery.Core.Simulation;

/// <summary>One play: what a DAG's grain, its runs and the hosts do, in one place and one thread.</summary>
internal sealed class SchedulePlay(SimulationRequest request)
{
    private readonly RunPlan _plan = RunPlan.Compile(request.Dag);
    private readonly Timetable _timetable = TimetableFactory.Of(request.Dag);
    private readonly DateTimeOffset _end = Moments.After(request.From, request.Horizon);
    private readonly SimulatedHosts _hosts = new(request.Slots, request.Pools);
    private readonly List<RunPlay> _runs = [];
    private readonly List<RunPlay> _active = [];
    private readonly List<SkippedTick> _skipped = [];
    private DateTimeOffset _now = request.From;
    private DataInterval? _last = request.Last;
    private DagRunInfo? _planned;
    private bool _isFull;

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

    // As the DAG's grain: a run is created when it is due and there is room; what is due by then, the timetable says.
    private void CreateDue()
    {
        while (_planned is { } planned && planned.RunAfter <= _now)
        {
            _isFull = _active.Count >= request.Dag.MaxActiveRuns;
            if (_isFull)
            {
                return;
            }

            var due = DueRun.Of(_timetable, Context(), planned);
            NoteSkipped(planned, due);
            var run = new RunPlay(_plan, request, due, _now, _hosts, _timetable, _runs.LastOrDefault());
            _runs.Add(run);
            _active.Add(run);
            run.Start(_now);
            Settle();
            _active.RemoveAll(r => r.IsOver);
            _last = due.DataInterval;
            _planned = Plan();
        }
    }

    private void NoteSkipped(DagRunInfo planned, DagRunInfo created)
    {
        if (planned.RunAfter >= request.From && planned.RunAfter < created.RunAfter)
        {
            var missed = _timetable.Between(planned.DataInterval.Start, created.RunAfter).Select(t => t.RunAfter).Where(t => t >= planned.RunAfter && t < created.RunAfter);
            _skipped.AddRange(missed.Select(t => new SkippedTick(t, SimulatedWaits.MaxActiveRuns)));
        }
    }

    private DagRunInfo? Plan()
    {
        var next = _timetable.Next(Context());
        return next is { } run && run.RunAfter < _end && _runs.Count < request.MaxRuns ? next : null;
    }

    private TimetableContext Context() => new()
    {
        Last = _last,
        Earliest = request.Dag.StartDate,
        Latest = request.Dag.EndDate,
        Catchup = request.Dag.Catchup,
        Now = _now,
    };

    private DateTimeOffset? NextMoment()
    {
        var next = _isFull ? null : _planned?.RunAfter;
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

        Settle();
        _active.RemoveAll(r => r.IsOver);
    }

    private void Settle()
    {
        while (_active.Aggregate(false, (any, run) => run.AnswerPast(_now) || any))
        {
        }

        // Who waits for a slot gets one in the order of the queue, whichever run it belongs to.
        _hosts.Assign(_now);
    }
}
