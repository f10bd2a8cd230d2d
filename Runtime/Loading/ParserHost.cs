using System.Collections.Concurrent;
using System.Diagnostics;

namespace Orrery.Runtime.Loading;

/// <summary>A warm parser died, with whatever it was reading.</summary>
internal sealed class ParserHostLostException(string message, Exception? innerException = null) : Exception(message, innerException);

/// <summary>
/// A Python process that has the SDK imported and forks a child for each file (<c>orrery._parser_host</c>). Its hash seed is its own, so what
/// depends on the order of a set differs between two of them.
/// </summary>
internal sealed class ParserHost : IAsyncDisposable
{
    // The host ends what takes too long; that it is late by so much means that it is stuck itself.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly LoadingOptions _options;
    private readonly TimeProvider _clock;
    private readonly ConcurrentDictionary<int, TaskCompletionSource<HostAnswer>> _pending = new();
    private readonly SemaphoreSlim _writing = new(1);
    private readonly Task _reading;
    private readonly BoundedTail _said = new();
    private int _lastId;
    private string? _lost;

    private ParserHost(Process process, LoadingOptions options, TimeProvider clock)
    {
        (_process, _options, _clock) = (process, options, clock);
        process.ErrorDataReceived += (_, line) => _said.Add(line.Data);
        process.BeginErrorReadLine();
        _reading = ReadAsync();
    }

    /// <summary>Whether it can take no more files.</summary>
    public bool IsLost => Volatile.Read(ref _lost) is not null;

    /// <summary>Starts one.</summary>
    /// <param name="options">What files may take.</param>
    /// <param name="marker">A variable that its descendants are known by, and its value.</param>
    /// <param name="clock">The clock.</param>
    /// <exception cref="ParserHostLostException">It cannot be started.</exception>
    public static ParserHost Start(LoadingOptions options, (string Name, string Value) marker, TimeProvider clock)
    {
        var environment = ProgramEnvironment.ForParsing(options);
        environment[marker.Name] = marker.Value;
        string[] command = PythonInterpreter.Command(PythonInterpreter.Resolve(options.Python), environment, "orrery._parser_host");
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        start.Environment.Clear();
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        try
        {
            return new ParserHost(Process.Start(start)!, options, clock);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new ParserHostLostException($"'{options.Python}' cannot be started: {e.Message}. Install Python 3.9 or newer on the server, or set {LoadingSettings.VariableOf(nameof(LoadingOptions.Python))}.", e);
        }
    }

    /// <summary>Lets a child read a file.</summary>
    /// <exception cref="ParserHostLostException">The parser died meanwhile.</exception>
    public async Task<ParseEnd> ParseAsync(ParseJob job, CancellationToken cancellationToken)
    {
        var id = Interlocked.Increment(ref _lastId);
        var answered = new TaskCompletionSource<HostAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        _pending[id] = answered;
        var seconds = _options.TimeLimit.TotalSeconds;
        var limits = new HostLimits(seconds, _options.MaxMemoryBytes, (long)Math.Ceiling(seconds) + 1, _options.MaxOutputBytes + 1, _options.MaxProcesses);
        try
        {
            ThrowIfLost();
            await WriteAsync(new HostRequest(id, job.File, job.Root, job.Output, job.Log, limits, job.Variables), cancellationToken).ConfigureAwait(false);
            var answer = await answered.Task.WaitAsync(_options.TimeLimit + Patience, _clock, cancellationToken).ConfigureAwait(false);
            return new ParseEnd(answer.ExitCode, answer.Signal, answer.Ended);
        }
        catch (TimeoutException)
        {
            Lose("the parser did not answer in time");
            return new ParseEnd(null, null, ParseEnd.Time);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            throw new ParserHostLostException($"The parser cannot be reached: {e.Message}", e);
        }
        finally
        {
            _pending.TryRemove(id, out _);
        }
    }

    /// <summary>Ends it and its children.</summary>
    public async ValueTask DisposeAsync()
    {
        Lose("the parser was ended");
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _process.Dispose();
        _writing.Dispose();
    }

    private async Task WriteAsync(HostRequest request, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Half a message would make nonsense of all that follow.
            await ParserHostProtocol.WriteAsync(_process.StandardInput.BaseStream, request, CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task ReadAsync()
    {
        var why = "the parser ended";
        var answers = new BufferedStream(_process.StandardOutput.BaseStream);
        try
        {
            while (await ParserHostProtocol.ReadAsync(answers, CancellationToken.None).ConfigureAwait(false) is { } answer)
            {
                if (_pending.TryGetValue(answer.Id, out var answered))
                {
                    answered.TrySetResult(answer);
                }
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException or ObjectDisposedException)
        {
            why = e.Message;
        }

        Lose(why);
    }

    private void Lose(string why)
    {
        if (Interlocked.CompareExchange(ref _lost, why, null) is not null)
        {
            return;
        }

        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }

        foreach (var (_, answered) in _pending)
        {
            answered.TrySetException(Lost());
        }
    }

    private void ThrowIfLost()
    {
        if (IsLost)
        {
            throw Lost();
        }
    }

    private ParserHostLostException Lost() => new(_said.Text is { Length: > 0 } said ? $"{_lost}: {said}" : _lost!);
}
