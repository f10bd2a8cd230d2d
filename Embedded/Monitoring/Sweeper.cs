using Orrery.Embedded.Hosting;

namespace Orrery.Embedded.Monitoring;

/// <summary>
/// Looks at all calls and activations now and then: fails calls that took too long or wait in a cycle, and lets idle activations go.
/// One timer for all instead of one per call.
/// </summary>
internal sealed class Sweeper : IDisposable
{
    private readonly Silo _silo;
    private readonly TimeoutWatch _timeouts;
    private readonly CallCycleWatch _cycles;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private long _lastCollection;

    public Sweeper(Silo silo)
    {
        _silo = silo;
        _timeouts = new TimeoutWatch(silo);
        _cycles = new CallCycleWatch(silo);
        _lastCollection = silo.TimeProvider.GetTimestamp();
        var period = IntervalOf(silo);
        _timer = silo.TimeProvider.CreateTimer(static state => ((Sweeper)state!).Sweep(), this, period, period);
    }

    public void Dispose() => _timer.Dispose();

    // A quarter of the shortest time that matters keeps what is noticed late within a quarter of it.
    private static TimeSpan IntervalOf(Silo silo)
    {
        var shortest = new[] { silo.Messaging.ResponseTimeout, silo.Options.CallCycleGracePeriod, silo.Collection.CollectionQuantum }.Min() / 4;
        return shortest < TimeSpan.FromMilliseconds(10) ? TimeSpan.FromMilliseconds(10)
            : shortest > TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : shortest;
    }

    private void Sweep()
    {
        // A sweep that takes longer than the period is not run twice at once.
        if (!_gate.TryEnter())
        {
            return;
        }

        try
        {
            var calls = _silo.InFlight.Snapshot();
            _timeouts.Look(calls);
            _cycles.Look(calls);
            if (_silo.TimeProvider.GetElapsedTime(_lastCollection) >= _silo.Collection.CollectionQuantum)
            {
                _lastCollection = _silo.TimeProvider.GetTimestamp();
                var now = _silo.TimeProvider.GetUtcNow();
                foreach (var activation in _silo.Catalog.Activations)
                {
                    activation.CollectIfIdle(now);
                }
            }
        }
        catch (Exception exception)
        {
            Log.MonitorFailed(_silo.Logger, exception);
        }
        finally
        {
            _gate.Exit();
        }
    }
}
