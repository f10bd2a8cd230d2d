using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using Orrery.Embedded.Tests.Support;

namespace Orrery.Embedded.Tests;

public sealed class StorageTests
{
    [Fact]
    public async Task State_WhenWritten_IsThereForTheNextActivation()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(StateGrain)]);
        var grain = host.Get<IStateGrain>("g");
        (await grain.Describe().Within()).ShouldBe("0 False none");
        await grain.Add(2, write: true).Within();
        await grain.Add(40, write: false).Within();
        host.Faults.KillActivation(grain.GetGrainId());
        (await grain.Describe().Within()).ShouldBe("2 True some");
    }

    [Fact]
    public async Task State_WhenCleared_IsGone()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(StateGrain)]);
        var grain = host.Get<IStateGrain>("g");
        await grain.Add(2, write: true).Within();
        await grain.Clear().Within();
        (await grain.Describe().Within()).ShouldBe("0 False none");
        await grain.Add(3, write: true).Within();
        (await grain.Describe().Within()).ShouldBe("3 True some");
    }

    [Fact]
    public async Task Write_WhenSomebodyElseWrote_FailsAndTheActivationGoes()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(StateGrain)]);
        var grain = host.Get<IStateGrain>("g");
        await grain.Add(2, write: true).Within();

        var storage = host.Services.GetRequiredKeyedService<IGrainStorage>("storage");
        var other = new GrainState<Totals>();
        await storage.ReadStateAsync("totals", grain.GetGrainId(), other);
        other.State = new Totals { Total = 100 };
        await storage.WriteStateAsync("totals", grain.GetGrainId(), other);

        var clash = await Should.ThrowAsync<InconsistentStateException>(grain.Add(1, write: true).Within());
        clash.Message.ShouldBe("State 'totals' of grain 'state/g' is stored with version 2, but the grain has version 1.");
        clash.StoredEtag.ShouldBe("2");
        clash.CurrentEtag.ShouldBe("1");
        await host.QuietAsync();
        host.Probe.Events.ShouldBe(["gone ApplicationError"]);
        (await grain.Add(1, write: true).Within()).ShouldBe(101);
    }

    [Fact]
    public async Task Clash_WhenItTravelsOn_TakesOnlyTheGrainWithTheStaleStateAlong()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(StateGrain)]);
        var storage = host.Services.GetRequiredKeyedService<IGrainStorage>("storage");
        await host.Get<IStateGrain>("inner").Describe().Within();
        await storage.WriteStateAsync("totals", GrainId.Create("state", "inner"), new GrainState<Totals>(new Totals()));
        await Should.ThrowAsync<InconsistentStateException>(host.Get<IStateGrain>("outer").AddElsewhere("inner").Within());
        await host.QuietAsync();
        host.Probe.Events.ShouldBe(["gone ApplicationError"]);
    }

    [Fact]
    public async Task Clear_WhenSomebodyElseWrote_Fails()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(StateGrain)]);
        var storage = host.Services.GetRequiredKeyedService<IGrainStorage>("storage");
        var id = GrainId.Create("state", "x");
        await storage.WriteStateAsync("totals", id, new GrainState<Totals>(new Totals()));
        await Should.ThrowAsync<InconsistentStateException>(() => storage.ClearStateAsync("totals", id, new GrainState<Totals>()));
    }

    public interface IStateGrain : IGrainWithStringKey
    {
        Task<int> Add(int amount, bool write);

        Task<int> AddElsewhere(string key);

        Task Clear();

        Task<string> Describe();
    }

    [GenerateSerializer]
    public sealed class Totals
    {
        [Id(0)]
        public int Total { get; set; }
    }

    public sealed class StateGrain(Probe probe, [PersistentState("totals", "storage")] IPersistentState<Totals> state) : Grain, IStateGrain
    {
        public async Task<int> Add(int amount, bool write)
        {
            state.State.Total += amount;
            if (write)
            {
                await state.WriteStateAsync(CancellationToken.None);
            }

            return state.State.Total;
        }

        public Task<int> AddElsewhere(string key) => GrainFactory.GetGrain<IStateGrain>(key).Add(1, write: true);

        public Task Clear() => state.ClearStateAsync();

        public Task<string> Describe() => Task.FromResult($"{state.State.Total} {state.RecordExists} {(state.Etag is null ? "none" : "some")}");

        public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
        {
            probe.Record($"gone {reason.ReasonCode}");
            return Task.CompletedTask;
        }
    }
}
