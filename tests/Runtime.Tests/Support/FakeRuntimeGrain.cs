using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Grains.Interfaces.Runtimes;

namespace Orrery.Runtime.Tests.Support;

/// <summary>A host's grain as its agent sees it; the test hands out work and reads what came.</summary>
public sealed class FakeRuntimeGrain : IRuntimeGrain
{
    private readonly Channel<LaunchSpec> _work = Channel.CreateUnbounded<LaunchSpec>();
    private readonly Channel<HostCommand> _commands = Channel.CreateUnbounded<HostCommand>();

    public Channel<HostInfo> Joins { get; } = Channel.CreateUnbounded<HostInfo>();

    public Channel<int> Rooms { get; } = Channel.CreateUnbounded<int>();

    public Channel<ImmutableArray<TaskReport>> Reports { get; } = Channel.CreateUnbounded<ImmutableArray<TaskReport>>();

    public Channel<bool> Heartbeats { get; } = Channel.CreateUnbounded<bool>();

    /// <summary>What the next joins answer.</summary>
    public ImmutableArray<HostCommand> OrdersAtJoin { get; set; } = [];

    /// <summary>Decides, by what was asked, whether a call fails.</summary>
    public Func<string, bool> Fails { get; set; } = _ => false;

    public void Offer(params LaunchSpec[] specs)
    {
        foreach (var spec in specs)
        {
            _work.Writer.TryWrite(spec).ShouldBeTrue();
        }
    }

    public Task EnsureWatchedAsync() => Task.CompletedTask;

    public Task<ImmutableArray<HostCommand>> JoinAsync(HostInfo info)
    {
        Joins.Writer.TryWrite(info).ShouldBeTrue();
        return Answer(nameof(JoinAsync), OrdersAtJoin);
    }

    public async Task<ImmutableArray<LaunchSpec>> GetWorkAsync(Guid session, int room, TimeSpan wait, CancellationToken cancellationToken = default)
    {
        Rooms.Writer.TryWrite(room).ShouldBeTrue();
        _ = await _work.Reader.WaitToReadAsync(cancellationToken);
        var work = ImmutableArray.CreateBuilder<LaunchSpec>();
        while (work.Count < room && _work.Reader.TryRead(out var spec))
        {
            work.Add(spec);
        }

        return work.ToImmutable();
    }

    /// <summary>Sensors to be looked for.</summary>
    public Channel<LaunchSpec> Triggers { get; } = Channel.CreateUnbounded<LaunchSpec>();

    public async Task<ImmutableArray<LaunchSpec>> GetTriggersAsync(Guid session, int room, TimeSpan wait, CancellationToken cancellationToken = default) =>
        [await Triggers.Reader.ReadAsync(cancellationToken)];

    public Task ReportAsync(ImmutableArray<TaskReport> reports)
    {
        Reports.Writer.TryWrite(reports).ShouldBeTrue();
        return Answer(nameof(ReportAsync), 0);
    }

    public Task HeartbeatAsync()
    {
        Heartbeats.Writer.TryWrite(true).ShouldBeTrue();
        return Answer(nameof(HeartbeatAsync), 0);
    }

    /// <summary>What the host said it holds.</summary>
    public Channel<ImmutableArray<Guid>> Reconciliations { get; } = Channel.CreateUnbounded<ImmutableArray<Guid>>();

    /// <summary>What it is told then.</summary>
    public ImmutableArray<HostCommand> Differences { get; set; } = [];

    public Task<ImmutableArray<HostCommand>> ReconcileAsync(Guid session, ImmutableArray<Guid> held)
    {
        Reconciliations.Writer.TryWrite(held).ShouldBeTrue();
        return Answer(nameof(ReconcileAsync), Differences);
    }

    public async IAsyncEnumerable<HostCommand> WatchCommandsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var command in _commands.Reader.ReadAllAsync(cancellationToken))
        {
            yield return command;
        }
    }

    public Task OrderAsync(ImmutableArray<HostCommand> commands)
    {
        foreach (var command in commands)
        {
            _commands.Writer.TryWrite(command).ShouldBeTrue();
        }

        return Task.CompletedTask;
    }

    public static async Task<T> NextAsync<T>(Channel<T> channel) => await channel.Reader.ReadAsync().AsTask().WaitAsync(ProcessHost.Limit);

    private Task<T> Answer<T>(string call, T value) =>
        Fails(call) ? Task.FromException<T>(new InvalidOperationException($"{call} is down")) : Task.FromResult(value);
}
