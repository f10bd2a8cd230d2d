using Orrery.Runtime.Processes;

namespace Orrery.Runtime.Loading;

/// <summary>
/// Reads Python DAG files with warm parsers: two of them, since each has a hash seed of its own. A file that is read again is read by the other
/// one, so that what depends on chance shows in the comparison of a file's first two readings.
/// </summary>
/// <param name="options">What files may take.</param>
/// <param name="cold">Reads files by themselves, when a parser dies under them.</param>
/// <param name="clock">The clock.</param>
internal sealed class PythonParser(LoadingOptions options, ColdParser cold, TimeProvider clock) : IAsyncDisposable
{
    private const int Hosts = 2;
    private const int Turns = 1 << 16;

    private readonly SemaphoreSlim _gate = new(1);
    private readonly (ParserHost? Host, Guid Mark)[] _hosts = new (ParserHost?, Guid)[Hosts];

    // Whose turn a file is, by a hash of its name: two files that share one are read twice by the same host in the worst case.
    private readonly System.Collections.BitArray _turns = new(Turns);
    private int _working;
    private long _lastWork;
    private ITimer? _idle;

    /// <summary>Reads a file; answers when nothing of its process is left.</summary>
    public async Task<ParseEnd> ParseAsync(ParseJob job, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _working);
        try
        {
            var host = await HostAsync(TurnOf(job), cancellationToken).ConfigureAwait(false);
            return await host.ParseAsync(job, cancellationToken).ConfigureAwait(false);
        }
        catch (ParserHostLostException)
        {
            // Which of the files did it is not known. Alone, each can harm itself only, and says what is wrong if it is Python itself.
            job.Clean();
            return await cold.ParseAsync(job, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _lastWork, clock.GetTimestamp());
            Interlocked.Decrement(ref _working);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_idle is not null)
        {
            await _idle.DisposeAsync().ConfigureAwait(false);
        }

        await _gate.WaitAsync().ConfigureAwait(false);
        for (var i = 0; i < Hosts; i++)
        {
            await EndAsync(i).ConfigureAwait(false);
        }

        _gate.Dispose();
    }

    private int TurnOf(ParseJob job)
    {
        var place = (int)((uint)StringComparer.Ordinal.GetHashCode(job.Path) % Turns);
        lock (_turns)
        {
            return (_turns[place] = !_turns[place]) ? 1 : 0;
        }
    }

    private async Task<ParserHost> HostAsync(int index, CancellationToken cancellationToken)
    {
        if (_hosts[index].Host is { IsLost: false } running)
        {
            return running;
        }

        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_hosts[index].Host is { IsLost: false } other)
            {
                return other;
            }

            await EndAsync(index).ConfigureAwait(false);
            var mark = Guid.CreateVersion7(clock.GetUtcNow());
            var host = ParserHost.Start(options, (TaskCommandBuilder.Marker, mark.ToString("D")), clock);
            _hosts[index] = (host, mark);
            _idle ??= clock.CreateTimer(_ => _ = RetireAsync(), null, options.IdleAfter, options.IdleAfter);
            return host;
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task RetireAsync()
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            if (Volatile.Read(ref _working) == 0 && clock.GetElapsedTime(Volatile.Read(ref _lastWork)) >= options.IdleAfter)
            {
                for (var i = 0; i < Hosts; i++)
                {
                    await EndAsync(i).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task EndAsync(int index)
    {
        if (_hosts[index] is ({ } host, var mark))
        {
            _hosts[index] = default;
            await host.DisposeAsync().ConfigureAwait(false);
            await cold.SweepAsync(mark).ConfigureAwait(false);
        }
    }
}
