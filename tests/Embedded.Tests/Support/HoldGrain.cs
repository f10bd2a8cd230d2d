namespace Orrery.Embedded.Tests.Support;

/// <summary>A grain whose methods wait at gates of the <see cref="Probe"/>.</summary>
public interface IHoldGrain : IGrainWithStringKey
{
    Task Hold(string gate);

    [ReadOnly]
    Task HoldReadOnly(string gate);

    [AlwaysInterleave]
    Task HoldInterleaving(string gate);

    [OneWay]
    Task HoldOneWay(string gate);

    [OneWay]
    void Note(string text);

    Task<int> HoldCancellable(string gate, CancellationToken cancellationToken);

    Task CallAndWait(string other, string gate);

    Task CallBack(string other, string gate, bool allow);

    Task Fail(string message);

    Task Leave();
}

public class HoldGrain(Probe probe) : Grain, IHoldGrain
{
    private int _running;

    public Task Hold(string gate) => HoldAsync(gate);

    public Task HoldReadOnly(string gate) => HoldAsync(gate);

    public Task HoldInterleaving(string gate) => HoldAsync(gate);

    public Task HoldOneWay(string gate) => HoldAsync(gate);

    public void Note(string text) => probe.Record(text);

    public async Task<int> HoldCancellable(string gate, CancellationToken cancellationToken)
    {
        probe.Record($"enter {gate}");
        try
        {
            await probe.Gate(gate).WaitAsync(cancellationToken);
            return 1;
        }
        catch (OperationCanceledException)
        {
            probe.Record($"cancelled {gate}");
            throw;
        }
    }

    public Task CallAndWait(string other, string gate) => GrainFactory.GetGrain<IHoldGrain>(other).Hold(gate);

    public async Task CallBack(string other, string gate, bool allow)
    {
        probe.Record($"calling {other}");
        using var section = allow ? RequestContext.AllowCallChainReentrancy() : RequestContext.SuppressCallChainReentrancy();
        await GrainFactory.GetGrain<IHoldGrain>(other).CallAndWait(this.GetPrimaryKeyString(), gate);
    }

    public Task Fail(string message) => throw new InvalidOperationException(message);

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        probe.Record($"activate {this.GetPrimaryKeyString()}");
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        probe.Record($"deactivate {this.GetPrimaryKeyString()} {reason.ReasonCode}");
        return Task.CompletedTask;
    }

    private async Task HoldAsync(string gate)
    {
        _running++;
        probe.Record($"enter {gate}");
        await probe.Gate(gate);
        probe.Record($"exit {gate} of {_running}");
        _running--;
    }
}

[Reentrant]
public sealed class ReentrantHoldGrain(Probe probe) : HoldGrain(probe);
