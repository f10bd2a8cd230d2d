using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Hosting;
using Orrery.Embedded.Activations;
using Orrery.Embedded.Tests.Support;

namespace Orrery.Embedded.Tests;

public sealed class ValidationTests
{
    [Fact]
    public async Task Start_WhenGrainsBreakRules_ReportsAllAtOnce()
    {
        var error = await FailToStartAsync([typeof(BadGrain), typeof(LonelyGrain)]);
        const string grain = "Orrery.Embedded.Tests.ValidationTests+BadGrain";
        const string contract = "Orrery.Embedded.Tests.ValidationTests+IBadGrain";
        error.Message.Split(Environment.NewLine).ShouldBe(
        [
            "Grains break 12 rules of the programming model:",
            $"- JsonElement cannot travel between grains. Pass JSON as string or as bytes. (used by {contract}.TakesJson)",
            $"- NoId.Value has no [Id]: it would be lost. Give it the next free [Id(n)], or [NonSerialized]. (used by {contract}.TakesNoId)",
            $"- {grain}: constructor parameter 'wrong' has [PersistentState] and is no IPersistentState<T>.",
            $"- {grain}: state 's' is kept in the grain storage 'nowhere', which is not registered. Call AddMemoryGrainStorage(\"nowhere\"), "
                + "or register a keyed IGrainStorage with that name.",
            $"- {contract} has properties or events. Grain interfaces have methods only.",
            $"- {contract} must derive from exactly one of IGrainWithStringKey, IGrainWithGuidKey and IGrainWithIntegerKey.",
            $"- {contract}.Generic is generic, which this host does not support.",
            $"- {contract}.OneWayResult is [OneWay] and returns a value, which nobody would get.",
            $"- {contract}.Sync returns Int32. Grain methods return Task, Task<T>, ValueTask, ValueTask<T>, IAsyncEnumerable<T>, or void when they are one-way.",
            $"- {contract}.TakesRef passes 'number' by reference. Arguments travel by value.",
            $"- {contract}.TokenFirst has a CancellationToken that is not the last parameter.",
            "- Orrery.Embedded.Tests.ValidationTests+LonelyGrain implements no grain interface: nobody can call it.",
        ]);
    }

    [Fact]
    public async Task Start_WhenAliasesAreRequired_ReportsWhatHasNone()
    {
        var error = await FailToStartAsync([typeof(UnnamedGrain)], silo => silo.Configure<EmbeddedOptions>(o => o.RequireAliases = true));
        error.Message.ShouldContain("IUnnamedGrain has no [Alias].");
        error.Message.ShouldContain("IUnnamedGrain.Echo has no [Alias].");
        error.Message.ShouldContain("Point has no [Alias].");
    }

    [Fact]
    public async Task Start_WhenTwoClassesHaveOneTypeName_SaysSo()
    {
        var error = await FailToStartAsync([typeof(UnnamedGrain), typeof(Other.UnnamedGrain)]);
        error.Message.ShouldContain("both have the type name 'unnamed'. Give one of them [GrainType(\"…\")].");
    }

    [Fact]
    public async Task GetGrain_WhenNoClassOrSeveralImplementTheInterface_SaysSo()
    {
        await using var host = await TestHost.StartAsync([typeof(FirstGrain), typeof(SecondGrain)]);
        Should.Throw<ArgumentException>(() => host.Get<IUnnamedGrain>("g")).Message.ShouldStartWith("No grain class implements");
        Should.Throw<ArgumentException>(() => host.Get<ITwiceGrain>("g")).Message.ShouldStartWith("Several grain classes implement");
        var second = host.Grains.GetGrain<ITwiceGrain>("g", typeof(SecondGrain).FullName);
        (await second.Which().Within()).ShouldBe("second");
        second.GetGrainId().ShouldBe(GrainId.Create("number-two", "g"));
    }

    [Fact]
    public void GrainParts_WhenAnAssemblyIsAdded_FindsItsGrainClasses()
    {
        var parts = new GrainParts();
        parts.Add(typeof(HoldGrain).Assembly);
        var found = parts.FindGrainClasses().ToArray();
        found.ShouldContain(typeof(HoldGrain));
        found.ShouldContain(typeof(FirstGrain));
        found.ShouldNotContain(typeof(LifecycleTests.TouchGrain));
        found.ShouldBeUnique();
    }

    [Fact]
    public void UseOrleans_WhenCalledTwice_ConfiguresOneHost()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleans(silo => silo.UseOnlyGrains(typeof(FirstGrain)));
        builder.UseOrleans(silo => silo.UseOnlyGrains(typeof(SecondGrain)));
        builder.Services.Count(service => service.ServiceType == typeof(IHostedService)).ShouldBe(1);
        builder.Services.Count(service => service.ServiceType == typeof(IClusterClient)).ShouldBe(1);
    }

    [Fact]
    public async Task Calls_WhenTheHostHasNotStarted_Fail()
    {
        using var host = new HostBuilder().UseOrleans(silo => silo.UseOnlyGrains(typeof(FirstGrain))).Build();
        var call = host.Services.GetRequiredService<IClusterClient>().GetGrain<ITwiceGrain>("g").Which();
        await Should.ThrowAsync<SiloUnavailableException>(call.Within());
    }

    private static Task<OrleansConfigurationException> FailToStartAsync(Type[] grains, Action<ISiloBuilder>? configure = null) =>
        Should.ThrowAsync<OrleansConfigurationException>(async () =>
        {
            await using var host = await TestHost.StartAsync(grains, configure);
        });

    public interface IBadGrain : IGrainWithStringKey, IGrainWithGuidKey
    {
        int Count { get; }

        int Sync();

        [OneWay]
        Task<int> OneWayResult();

        Task Generic<T>(T value);

        Task TakesRef(ref int number);

#pragma warning disable CA1068 // The mistake to be found.
        Task TokenFirst(CancellationToken cancellationToken, int number);
#pragma warning restore CA1068

        Task TakesNoId(NoId value);

        Task TakesJson(List<HoldsJson> values);
    }

    public interface IUnnamedGrain : IGrainWithStringKey
    {
        Task<Point> Echo(Point point);
    }

    public interface ITwiceGrain : IGrainWithStringKey
    {
        Task<string> Which();
    }

    public sealed class BadGrain(
        [PersistentState("s", "nowhere")] IPersistentState<StorageTests.Totals> state, [PersistentState("t")] string wrong) : Grain, IBadGrain
    {
        public int Count => state.State.Total + wrong.Length;

        public int Sync() => 1;

        public Task<int> OneWayResult() => Task.FromResult(1);

        public Task Generic<T>(T value) => Task.CompletedTask;

        public Task TakesRef(ref int number) => Task.CompletedTask;

        public Task TokenFirst(CancellationToken cancellationToken, int number) => Task.CompletedTask;

        public Task TakesNoId(NoId value) => Task.CompletedTask;

        public Task TakesJson(List<HoldsJson> values) => Task.CompletedTask;
    }

    public sealed class LonelyGrain : Grain;

    public sealed class UnnamedGrain : Grain, IUnnamedGrain
    {
        public Task<Point> Echo(Point point) => Task.FromResult(point);
    }

    public sealed class FirstGrain : Grain, ITwiceGrain
    {
        public Task<string> Which() => Task.FromResult("first");
    }

    [GrainType("number-two")]
    public sealed class SecondGrain : Grain, ITwiceGrain
    {
        public Task<string> Which() => Task.FromResult("second");
    }

    public static class Other
    {
        public sealed class UnnamedGrain : Grain, IUnnamedGrain
        {
            public Task<Point> Echo(Point point) => Task.FromResult(point);
        }
    }
}
