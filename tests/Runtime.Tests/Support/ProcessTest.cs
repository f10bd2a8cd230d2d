namespace Orrery.Runtime.Tests.Support;

/// <summary>Tests with an engine of their own.</summary>
public abstract class ProcessTest : IAsyncLifetime
{
    protected ProcessHost Host { get; } = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => Host.CloseAsync();
}
