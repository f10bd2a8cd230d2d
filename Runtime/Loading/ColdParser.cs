using System.ComponentModel;
using System.Globalization;
using Orrery.Runtime.Linux;
using Orrery.Runtime.Processes;

namespace Orrery.Runtime.Loading;

/// <summary>
/// Runs a DAG file as a process of its own: session, process group, environment, limits. Whatever it leaves behind is ended with it.
/// </summary>
internal sealed class ColdParser : IDisposable
{
    private const string Shell = "/bin/sh";
    private const int BlockSize = 512;

    /// <summary>What a shell adds to the signal that ended a command.</summary>
    private const int SignalBase = 128;
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    // Set by the shell, since a program that is started cannot be held until somebody else has limited it. The shell stays, so that the parent
    // of the program is not the server.
    private const string Limited = "ulimit -c 0; ulimit -t \"$1\"; ulimit -f \"$2\"; [ \"$3\" = - ] || ulimit -v \"$3\"; shift 3; \"$@\"; exit $?";

    private readonly LoadingOptions _options;
    private readonly TimeProvider _clock;
    private readonly ProcessWatcher _watcher = new();
    private readonly StraySweeper _sweeper;

    /// <summary>Makes one.</summary>
    /// <param name="options">What files may take.</param>
    /// <param name="clock">The clock.</param>
    public ColdParser(LoadingOptions options, TimeProvider clock)
    {
        (_options, _clock) = (options, clock);
        _sweeper = new StraySweeper(_watcher, clock);
    }

    /// <summary>Runs a file; answers when nothing of it is left.</summary>
    public async Task<ParseEnd> ParseAsync(ParseJob job, CancellationToken cancellationToken)
    {
        var mark = Guid.CreateVersion7(_clock.GetUtcNow());
        ProcessHandle process;
        try
        {
            process = ProcessHandle.Open(Start(job, mark)) ?? throw new Win32Exception("it ended before it could be looked at");
        }
        catch (Win32Exception e)
        {
            return new ParseEnd(null, null, $"it could not be started: {e.Message}");
        }

        using (process)
        {
            var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            string? why;
            using (_watcher.WatchExit(process, ended.SetResult))
            {
                try
                {
                    why = await WatchAsync(process.Pid, ended.Task, cancellationToken).ConfigureAwait(false);
                }
                finally
                {
                    process.KillGroup(Native.SigKill);
                }

                await ended.Task.ConfigureAwait(false);
            }

            var (code, signal) = process.Reap();
            await _sweeper.SweepAsync(mark).ConfigureAwait(false);
            return code > SignalBase ? new ParseEnd(null, code - SignalBase, why) : new ParseEnd(code, signal, why);
        }
    }

    /// <summary>Ends what a marked process left behind.</summary>
    public Task SweepAsync(Guid mark) => _sweeper.SweepAsync(mark);

    /// <inheritdoc/>
    public void Dispose() => _watcher.Dispose();

    private async Task<string?> WatchAsync(int pid, Task ended, CancellationToken cancellationToken)
    {
        var began = _clock.GetTimestamp();
        while (true)
        {
            try
            {
                await ended.WaitAsync(LookEvery, _clock, cancellationToken).ConfigureAwait(false);
                return null;
            }
            catch (TimeoutException)
            {
                if (_clock.GetElapsedTime(began) >= _options.TimeLimit)
                {
                    return ParseEnd.Time;
                }

                if (ProcessTree.CountDescendants(pid, _options.MaxProcesses) > _options.MaxProcesses)
                {
                    return ParseEnd.Processes;
                }
            }
        }
    }

    private int Start(ParseJob job, Guid mark)
    {
        var environment = ProgramEnvironment.ForParsing(_options);
        foreach (var (name, value) in job.Variables)
        {
            environment[name] = value;
        }

        environment["ORRERY_DAGS"] = job.Output;
        environment[TaskCommandBuilder.Marker] = mark.ToString("D");
        if (job.Kind == ProgramKind.CSharp)
        {
            // The runtime reserves far more address space than it uses.
            environment["DOTNET_GCHeapHardLimit"] = $"0x{_options.MaxMemoryBytes:x}";
            environment["DOTNET_NOLOGO"] = "1";
            environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        }

        string[] program = job.Kind switch
        {
            ProgramKind.Python => PythonInterpreter.Command(PythonInterpreter.Resolve(_options.Python), environment, "orrery._load", job.File, job.Root, job.Output),
            ProgramKind.CSharp => ["dotnet", "run", job.File],
            _ => [job.File],
        };
        string[] limits =
        [
            Number((long)Math.Ceiling(_options.TimeLimit.TotalSeconds) + 1),
            Number(((_options.MaxOutputBytes + BlockSize) / BlockSize) + 1),
            job.Kind == ProgramKind.CSharp ? "-" : Number(_options.MaxMemoryBytes / 1024),
        ];
        return ProcessSpawner.Spawn(
            Shell,
            [Shell, "-c", Limited, "sh", .. limits, .. program],
            [.. environment.Select(v => $"{v.Key}={v.Value}")],
            Path.GetDirectoryName(job.File)!,
            [
                new SpawnFile(0, "/dev/null", ForAppending: false),
                new SpawnFile(1, job.Log, ForAppending: true),
                new SpawnFile(2, job.Log, ForAppending: true),
            ]);
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
