using Orrery.Cli.Tests.Support;
using Orrery.Silo.Hosting;
using Orrery.Storage.Rows;

namespace Orrery.Cli.Tests;

/// <summary>Which tokens of the store are good, in virtual time.</summary>
public sealed class StoreTokensTests : IDisposable
{
    private readonly World _world = new();

    private string Data => Path.Combine(_world.Folder, ".orrery");

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Token_WhenItIsRevoked_IsRefusedWithinSecondsAlsoWhileItIsUsed()
    {
        await using var store = await StoreSeed.OpenAsync(Data, _world.Clock);
        var tokens = new StoreTokens(store, _world.Clock);
        var row = Row("a");
        await store.CommitAsync([row]);
        (await tokens.FindAsync("a")).ShouldNotBeNull().Rights.Role.ShouldBe("deploy");
        await tokens.UsedAsync("a");
        (await store.GetApiTokenAsync("a"))!.LastUsedAt.ShouldBe(_world.Clock.GetUtcNow());

        await store.CommitAsync([row with { RevokedAt = _world.Clock.GetUtcNow() }]);
        _world.Clock.Advance(TimeSpan.FromMinutes(2));
        await tokens.UsedAsync("a");
        (await tokens.FindAsync("a")).ShouldBeNull();
        (await store.GetApiTokenAsync("a"))!.RevokedAt.ShouldNotBeNull("its use must not bring it back");
    }

    [Fact]
    public async Task Token_WhenItExpires_IsRefusedFromThatMomentOn()
    {
        await using var store = await StoreSeed.OpenAsync(Data, _world.Clock);
        var tokens = new StoreTokens(store, _world.Clock);
        await store.CommitAsync([Row("a") with { ExpiresAt = _world.Clock.GetUtcNow().AddSeconds(2) }]);

        (await tokens.FindAsync("a")).ShouldNotBeNull();
        _world.Clock.Advance(TimeSpan.FromSeconds(2));
        (await tokens.FindAsync("a")).ShouldBeNull();
        (await tokens.FindAsync("nobody's")).ShouldBeNull();
    }

    [Fact]
    public async Task Token_WhenItIsMadeAfterSomebodyTriedItsId_IsKnownWithinSeconds()
    {
        await using var store = await StoreSeed.OpenAsync(Data, _world.Clock);
        var tokens = new StoreTokens(store, _world.Clock);
        (await tokens.FindAsync("a")).ShouldBeNull();
        await store.CommitAsync([Row("a")]);

        _world.Clock.Advance(TimeSpan.FromSeconds(5));
        (await tokens.FindAsync("a")).ShouldNotBeNull();
    }

    private ApiTokenRow Row(string id) => new()
    {
        TokenId = id,
        Name = "ci",
        SecretHash = new string('0', 64),
        Role = "deploy",
        Bundle = "reports",
        CreatedBy = "test",
        CreatedAt = _world.Clock.GetUtcNow(),
    };
}
