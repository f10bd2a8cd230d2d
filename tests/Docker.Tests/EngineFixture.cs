using Orrery.Runtime.Docker;
using Orrery.Runtime.Docker.Api;

namespace Orrery.Docker.Tests;

/// <summary>The engine of the machine, with an image to run. What brings one up is <c>build/docker/engine.sh</c>, which <c>./test docker</c> calls.</summary>
public sealed class EngineFixture : IAsyncLifetime
{
    public const string Image = "orrery.test/busybox:1";

    internal IDockerEngine Engine { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Engine = NewClient(new DockerOptions());
        await LoadAsync(Engine, Image);
    }

    public Task DisposeAsync()
    {
        Engine.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>A connection to an engine.</summary>
    internal static DockerClient NewClient(DockerOptions options) =>
        new(new DockerHttp(DockerEndpoint.Find(options, Environment.GetEnvironmentVariable), TimeSpan.FromMinutes(1)));

    /// <summary>Makes an image of busybox.</summary>
    internal static async Task LoadAsync(IDockerEngine engine, string name)
    {
        using var archive = BusyboxImage.Create(name);
        await foreach (var step in engine.LoadImagesAsync(archive))
        {
            step.Error.ShouldBeNull();
        }
    }
}

/// <summary>Tests that share the engine, one after the other: they look at all containers there are.</summary>
[CollectionDefinition(Name)]
public sealed class EngineTests : ICollectionFixture<EngineFixture>
{
    public const string Name = "engine";
}
