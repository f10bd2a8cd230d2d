using Orrery.Runtime.Docker.Api;
using Orrery.Runtime.Processes;

namespace Orrery.Runtime.Docker;

internal sealed partial class DockerTask
{
    private void Stop(StopCause cause)
    {
        lock (_lock)
        {
            if (_stop is not null || _hasEnded)
            {
                return;
            }

            _stop = new SpoolStop { Cause = cause, At = _context.TimeProvider.GetUtcNow() };
            try
            {
                _entry.WriteStop(_stop);
            }
            catch (IOException e)
            {
                // A full disk must not keep a task running; only a server that comes after this one would miss the reason.
                LogStopNotWritten(_context.Logger, e, Spec.Task);
            }
        }

        LogStopping(_context.Logger, Spec.Task, cause, Spec.StopGrace);
        _stopping.Cancel();
    }

    /// <summary>Has the engine stop the container once that is asked for; it sends the kill too, so that a server that dies meanwhile changes nothing.</summary>
    private async Task StopWhenAskedAsync(string id, CancellationToken ended)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = _stopping.Token.Register(asked.SetResult);
        await asked.Task.WaitAsync(ended);
        if (_stop is not { } stop)
        {
            // The engine goes away.
            return;
        }

        for (var backoff = FirstBackoff; ; backoff = backoff * 2 < LastBackoff ? backoff * 2 : LastBackoff)
        {
            try
            {
                var left = stop.At + Spec.StopGrace - _context.TimeProvider.GetUtcNow();
                await _context.Engine.StopContainerAsync(id, left > TimeSpan.Zero ? left : TimeSpan.Zero, ended);
                return;
            }
            catch (DockerException e)
            {
                LogNotAnswering(_context.Logger, Spec.Task, e.Message);
            }

            await Task.Delay(backoff, _context.TimeProvider, ended);
        }
    }

    private async Task StopWhenOverdueAsync(string id, CancellationToken ended)
    {
        if (Spec.ExecutionTimeout is not { } timeout)
        {
            return;
        }

        // From its start, not from the launch: an image may be long in coming.
        var startedAt = (await _context.Engine.InspectContainerAsync(id, ended)).State.StartedAt;
        for (TimeSpan left; (left = startedAt + timeout - _context.TimeProvider.GetUtcNow()) > TimeSpan.Zero;)
        {
            await Task.Delay(left < LongestDelay ? left : LongestDelay, _context.TimeProvider, ended);
        }

        Stop(StopCause.ExecutionTimeout);
    }
}
