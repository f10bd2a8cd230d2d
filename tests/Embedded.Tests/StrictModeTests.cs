using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.Serialization;
using Orrery.Embedded.Tests.Support;

namespace Orrery.Embedded.Tests;

public sealed class StrictModeTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Arguments_WhenTheCallerChangesThemLater_AreAsTheyWereWhenSent(bool strict)
    {
        await using var host = await StartAsync(strict);
        var list = new List<int> { 1 };
        var call = host.Get<IEchoGrain>("g").Keep(list);
        list.Add(2);
        await call.Within();
        list.Add(3);
        (await host.Get<IEchoGrain>("g").Kept().Within()).ShouldBe([1]);
    }

    [Fact]
    public async Task Results_WhenTheCallerChangesThem_DoNotChangeTheGrain()
    {
        await using var host = await StartAsync(strict: true);
        await host.Get<IEchoGrain>("g").Keep([1]).Within();
        (await host.Get<IEchoGrain>("g").Kept().Within()).Add(2);
        (await host.Get<IEchoGrain>("g").Kept().Within()).ShouldBe([1]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Records_WhenTheyCannotChange_AreCopiedInStrictModeOnly(bool strict)
    {
        await using var host = await StartAsync(strict);
        var point = new Point(1, 2);
        var echo = await host.Get<IEchoGrain>("g").EchoPoint(point).Within();
        echo.ShouldBe(point);
        ReferenceEquals(echo, point).ShouldBe(!strict);
    }

    [Fact]
    public async Task Failures_WhenStrict_ArriveAsCopies()
    {
        await using var host = await StartAsync(strict: true);
        var failure = await Should.ThrowAsync<AttributedException>(host.Get<IEchoGrain>("g").Throw(5).Within());
        (failure.Message, failure.Code).ShouldBe(("thrown", 5));
        failure.ShouldNotBeSameAs(EchoGrain.Thrown);
    }

    [Fact]
    public async Task Failures_WhenStrictAndOfATypeThatCannotTravel_ArriveAsErrorsThatNameIt()
    {
        await using var host = await StartAsync(strict: true);
        (await Should.ThrowAsync<CodecNotFoundException>(host.Get<IEchoGrain>("g").Fail().Within())).Message
            .ShouldStartWith("PlainException cannot travel between grains");
    }

    [Fact]
    public async Task Failures_WhenTheirNamespaceIsSupported_ArriveAsWhatTheyAre()
    {
        await using var host = await TestHost.StartAsync([typeof(EchoGrain)], silo =>
        {
            silo.Configure<EmbeddedOptions>(o => o.Strict = true);
            silo.Configure<ExceptionSerializationOptions>(o => o.SupportedNamespacePrefixes.Add("Orrery"));
        });
        (await Should.ThrowAsync<PlainException>(host.Get<IEchoGrain>("g").Fail().Within())).Message.ShouldBe("plain");
    }

    [Fact]
    public async Task Arguments_WhenTypeCannotTravel_FailTheCallNamingIt()
    {
        await using var host = await StartAsync(strict: true);
        (await Should.ThrowAsync<CodecNotFoundException>(host.Get<IEchoGrain>("g").EchoAny(new NoAttribute()))).Message
            .ShouldBe("NoAttribute has no [GenerateSerializer]. Add it, and an [Id(n)] to every member.");
    }

    [Fact]
    public async Task Results_WhenTypeCannotTravel_FailTheCallNamingIt()
    {
        await using var host = await StartAsync(strict: true);
        (await Should.ThrowAsync<CodecNotFoundException>(host.Get<IEchoGrain>("g").MakeUnfit().Within())).Message.ShouldStartWith("NoId.Value has no [Id]");
    }

    [Fact]
    public async Task Arguments_WhenAGrainPassesItself_SaysToPassAReference()
    {
        await using var host = await StartAsync(strict: true);
        (await Should.ThrowAsync<CodecNotFoundException>(host.Get<IEchoGrain>("g").PassSelf(asReference: false).Within())).Message
            .ShouldContain("Pass this.AsReference<T>() for a grain");
        (await host.Get<IEchoGrain>("g").PassSelf(asReference: true).Within()).ShouldBe("echo/g");
    }

    [Fact]
    public async Task RequestContext_WhenItHoldsMutableValues_TravelsByCopy()
    {
        await using var host = await StartAsync(strict: true);
        var value = new List<int> { 1 };
        RequestContext.Set("list", value);
        RequestContext.Set("text", "t");
        var call = host.Get<IEchoGrain>("g").ReadContext();
        value.Add(2);
        (await call.Within()).ShouldBe("list: 1, text: t");
        RequestContext.Clear();
        (await host.Get<IEchoGrain>("g").ReadContext().Within()).ShouldBe("");
    }

    [Fact]
    public async Task RequestContext_WhenTheGrainChangesIt_IsTheSameForTheCaller()
    {
        await using var host = await StartAsync(strict: true);
        RequestContext.Set("text", "mine");
        await host.Get<IEchoGrain>("g").ChangeContext().Within();
        RequestContext.Get("text").ShouldBe("mine");
        RequestContext.Remove("text").ShouldBeTrue();
        RequestContext.Remove("text").ShouldBeFalse();
    }

    private static Task<TestHost> StartAsync(bool strict) =>
        TestHost.StartAsync([typeof(EchoGrain)], silo => silo.Configure<EmbeddedOptions>(o => o.Strict = strict));

    public interface IEchoGrain : IGrainWithStringKey
    {
        Task Keep(List<int> list);

        Task<List<int>> Kept();

        Task<Point> EchoPoint(Point point);

        Task<object> EchoAny(object value);

        Task<object> MakeUnfit();

        Task Throw(int code);

        Task Fail();

        Task<string> PassSelf(bool asReference);

        [AlwaysInterleave]
        Task<string> NameOf(IEchoGrain grain);

        Task<string> ReadContext();

        Task ChangeContext();
    }

    public sealed class EchoGrain : Grain, IEchoGrain
    {
        private List<int> _kept = [];

        public static AttributedException Thrown { get; } = new("thrown");

        public Task Keep(List<int> list)
        {
            _kept = list;
            return Task.CompletedTask;
        }

        public Task<List<int>> Kept() => Task.FromResult(_kept);

        public Task<Point> EchoPoint(Point point) => Task.FromResult(point);

        public Task<object> EchoAny(object value) => Task.FromResult(value);

        public Task<object> MakeUnfit() => Task.FromResult<object>(new NoId());

        public Task Throw(int code)
        {
            Thrown.Code = code;
            throw Thrown;
        }

        public Task Fail() => throw new PlainException("plain");

        public Task<string> PassSelf(bool asReference)
        {
            var self = this.AsReference<IEchoGrain>();
            return self.NameOf(asReference ? self : this);
        }

        public Task<string> NameOf(IEchoGrain grain) => Task.FromResult(grain.GetGrainId().ToString());

        public Task<string> ReadContext() => Task.FromResult(string.Join(
            ", ",
            RequestContext.Entries.OrderBy(entry => entry.Key, StringComparer.Ordinal)
                .Select(entry => $"{entry.Key}: {(entry.Value is List<int> list ? string.Join(' ', list) : entry.Value)}")));

        public Task ChangeContext()
        {
            RequestContext.Set("text", "the grain's");
            return Task.CompletedTask;
        }
    }
}
