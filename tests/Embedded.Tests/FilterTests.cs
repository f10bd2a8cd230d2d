using Orleans.Hosting;
using Orrery.Embedded.Tests.Support;

namespace Orrery.Embedded.Tests;

public sealed class FilterTests
{
    [Fact]
    public async Task Filters_WhenAdded_RunAroundTheCallInOrder()
    {
        await using var host = await TestHost.StartAsync(
            [typeof(FilteredGrain)],
            silo => silo
                .AddOutgoingGrainCallFilter(Outgoing)
                .AddIncomingGrainCallFilter<RecordingFilter>()
                .AddIncomingGrainCallFilter(async context =>
                {
                    await context.Invoke();
                    context.Result = (int)context.Result! + 1;
                }));
        (await host.Get<IFilteredGrain>("g").Double(20).Within()).ShouldBe(43);
        host.Probe.Events.ShouldBe(["before Double(21) at filtered/g from nobody", "own FilteredGrain", "after 43"]);

        static async Task Outgoing(IOutgoingGrainCallContext context)
        {
            context.SourceContext.ShouldBeNull();
            context.Request.SetArgument(0, (int)context.Request.GetArgument(0)! + 1);
            await context.Invoke();
        }
    }

    [Fact]
    public async Task IncomingFilter_WhenItDoesNotInvoke_AnswersInstead()
    {
        await using var host = await TestHost.StartAsync(
            [typeof(FilteredGrain)],
            silo => silo.AddIncomingGrainCallFilter(context =>
            {
                context.Result = -1;
                return Task.CompletedTask;
            }));
        (await host.Get<IFilteredGrain>("g").Double(20).Within()).ShouldBe(-1);
        host.Probe.Events.ShouldBeEmpty();
    }

    [Fact]
    public async Task IncomingFilter_WhenItThrows_FailsTheCall()
    {
        await using var host = await TestHost.StartAsync(
            [typeof(FilteredGrain)], silo => silo.AddIncomingGrainCallFilter(_ => throw new UnauthorizedAccessException("no")));
        await Should.ThrowAsync<UnauthorizedAccessException>(host.Get<IFilteredGrain>("g").Double(20).Within());
    }

    public interface IFilteredGrain : IGrainWithStringKey
    {
        Task<int> Double(int number);
    }

    public sealed class FilteredGrain(Probe probe) : Grain, IFilteredGrain, IIncomingGrainCallFilter
    {
        public Task<int> Double(int number) => Task.FromResult(2 * number);

        public Task Invoke(IIncomingGrainCallContext context)
        {
            probe.Record($"own {context.ImplementationMethod.DeclaringType!.Name}");
            return context.Invoke();
        }
    }

    public sealed class RecordingFilter(Probe probe) : IIncomingGrainCallFilter
    {
        public async Task Invoke(IIncomingGrainCallContext context)
        {
            probe.Record(
                $"before {context.MethodName}({context.Request.GetArgument(0)}) at {context.TargetContext.GrainId} from {context.SourceId?.ToString() ?? "nobody"}");
            await context.Invoke();
            probe.Record($"after {context.Result}");
        }
    }
}
