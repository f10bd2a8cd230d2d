namespace Orrery.Docker.Tests;

/// <summary>Tests with an engine of their own over the shared one.</summary>
[Collection(EngineTests.Name)]
public abstract class EngineTest : IAsyncLifetime
{
    internal EngineHost Host { get; } = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await Host.DisposeAsync();
}
