using System.Diagnostics;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Hosting;
using Orleans.Runtime;
using Orrery.Embedded.Hosting;
using Orrery.Embedded.Turns;

namespace Orrery.Embedded.Reminders;

/// <summary>Wakes grains when their reminders are due: one timer, set to the next reminder of all.</summary>
internal sealed class ReminderService : IMailboxOwner
{
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(1);
    private readonly Lock _gate = new();
    private readonly Dictionary<(GrainId GrainId, string Name), ReminderRecord> _records = [];
    private readonly PriorityQueue<ReminderRecord, DateTimeOffset> _due = new();
    private readonly HashSet<(GrainId GrainId, string Name)> _running = [];
    private readonly Silo _silo;
    private readonly IReminderStore _store;
    private readonly ReminderOptions _options;
    private readonly TurnScheduler _scheduler;
    private ITimer? _timer;

    public ReminderService(Silo silo, IReminderStore store, IOptions<ReminderOptions> options)
    {
        _silo = silo;
        _store = store;
        _options = options.Value;
        _scheduler = new Mailbox(this, silo.Executor).Scheduler;
    }

    public GrainId GrainId { get; } = GrainId.Create("sys.reminders", "0");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var records = await _store.ReadAllAsync(cancellationToken);
        lock (_gate)
        {
            _timer = _silo.TimeProvider.CreateTimer(
                static state => ((ReminderService)state!).OnDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            foreach (var record in records)
            {
                Add(record);
            }

            SetTimer();
        }
    }

    public void Stop()
    {
        lock (_gate)
        {
            _timer?.Dispose();
            _timer = null;
        }
    }

    public async Task<IGrainReminder> RegisterOrUpdate(IGrainBase grain, string name, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, TimeSpan.Zero);
        if (period < _options.MinimumReminderPeriod)
        {
            throw new ArgumentException(
                $"Reminder '{name}' of grain '{grain.GrainContext.GrainId}' has a period of {period}; the shortest is {_options.MinimumReminderPeriod}. "
                + "Use a grain timer for shorter ones.",
                nameof(period));
        }

        if (grain is not IRemindable)
        {
            throw new InvalidOperationException($"{grain.GetType().FullName} registers reminder '{name}' but does not implement IRemindable.");
        }

        var record = new ReminderRecord(grain.GrainContext.GrainId, name, _silo.TimeProvider.GetUtcNow() + dueTime, period);
        await _store.UpsertAsync(record, CancellationToken.None);
        lock (_gate)
        {
            Add(record);
            SetTimer();
        }

        return new Reminder(name);
    }

    public async Task Unregister(GrainId grainId, IGrainReminder reminder)
    {
        ArgumentNullException.ThrowIfNull(reminder);
        await _store.RemoveAsync(grainId, reminder.ReminderName, CancellationToken.None);
        lock (_gate)
        {
            // What is queued for it is skipped when it comes up.
            _records.Remove((grainId, reminder.ReminderName));
        }
    }

    public Task<IGrainReminder?> Get(GrainId grainId, string name)
    {
        lock (_gate)
        {
            return Task.FromResult<IGrainReminder?>(_records.ContainsKey((grainId, name)) ? new Reminder(name) : null);
        }
    }

    public Task<List<IGrainReminder>> GetAll(GrainId grainId)
    {
        lock (_gate)
        {
            return Task.FromResult<List<IGrainReminder>>(
                [.. _records.Keys.Where(key => key.GrainId == grainId).Select(key => new Reminder(key.Name))]);
        }
    }

    Task IMailboxOwner.ProcessAsync(Request request) => throw new UnreachableException("Reminders take no requests.");

    bool IMailboxOwner.Kill() => false;

    // Due at whole periods after the first time; those missed while the host was down are not made up for.
    private static DateTimeOffset NextDue(ReminderRecord record, DateTimeOffset now) => now <= record.FirstDueAt
        ? record.FirstDueAt
        : record.FirstDueAt + (record.Period * Math.Ceiling((now - record.FirstDueAt) / record.Period));

    private void Add(ReminderRecord record)
    {
        _records[(record.GrainId, record.Name)] = record;
        _due.Enqueue(record, NextDue(record, _silo.TimeProvider.GetUtcNow()));
    }

    private void SetTimer()
    {
        if (_timer is not null && _due.TryPeek(out _, out var due))
        {
            var wait = due - _silo.TimeProvider.GetUtcNow();
            _timer.Change(wait < TimeSpan.Zero ? TimeSpan.Zero : wait > LongestTimer ? LongestTimer : wait, Timeout.InfiniteTimeSpan);
        }
    }

    private void OnDue()
    {
        lock (_gate)
        {
            var now = _silo.TimeProvider.GetUtcNow();
            while (_due.TryPeek(out var record, out var due) && due <= now)
            {
                _due.Dequeue();
                var key = (record.GrainId, record.Name);
                if (!_records.TryGetValue(key, out var current) || !ReferenceEquals(current, record))
                {
                    continue;
                }

                _due.Enqueue(record, NextDue(record, now.AddTicks(1)));
                if (_running.Add(key))
                {
                    _scheduler.Post(() => _ = RemindAsync(record, now));
                }
            }

            SetTimer();
        }
    }

    private async Task RemindAsync(ReminderRecord record, DateTimeOffset now)
    {
        try
        {
            var grain = (IRemindable)_silo.CreateReference(typeof(IRemindable), record.GrainId);
            await grain.ReceiveReminder(record.Name, new TickStatus(record.FirstDueAt.UtcDateTime, record.Period, now.UtcDateTime));
        }
        catch (Exception exception)
        {
            Log.ReminderFailed(_silo.Logger, exception, record.Name, record.GrainId);
        }
        finally
        {
            lock (_gate)
            {
                _running.Remove((record.GrainId, record.Name));
            }
        }
    }

    private sealed class Reminder(string name) : IGrainReminder
    {
        public string ReminderName => name;
    }
}
