using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Hosting;

namespace Orrery.Embedded.Tests.Support;

/// <summary>A host of some grain classes on a manual clock.</summary>
public sealed class TestHost : IAsyncDisposable
{
    private readonly IHost _host;

    private TestHost(IHost host, ManualTime time)
    {
        _host = host;
        Time = time;
    }

    public ManualTime Time { get; }

    public IServiceProvider Services => _host.Services;

    public Probe Probe => Services.GetRequiredService<Probe>();

    public IGrainFactory Grains => Services.GetRequiredService<IGrainFactory>();

    public EmbeddedFaults Faults => Services.GetRequiredService<EmbeddedFaults>();

    /// <summary>Starts a host in which all turns run one at a time, so that it can be waited for that nothing is left to do.</summary>
    public static Task<TestHost> StartSerialAsync(Type[] grains, Action<ISiloBuilder>? configure = null, int seed = 1) =>
        StartAsync(
            grains,
            silo =>
            {
                silo.UseChaos(new EmbeddedChaosOptions { Seed = seed });
                configure?.Invoke(silo);
            });

    public static async Task<TestHost> StartAsync(Type[] grains, Action<ISiloBuilder>? configure = null)
    {
        var time = new ManualTime();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddSingleton<Probe>();
        builder.Logging.ClearProviders();
        builder.UseOrleans(silo =>
        {
            silo.UseOnlyGrains(grains);
            silo.AddMemoryGrainStorage("storage");
            configure?.Invoke(silo);
        });
        var host = new TestHost(builder.Build(), time);
        await host._host.StartAsync();
        return host;
    }

    public T Get<T>(string key)
        where T : IGrainWithStringKey => Grains.GetGrain<T>(key);

    /// <summary>Waits until nothing is left to do before the clock moves on; for serial hosts.</summary>
    public Task QuietAsync() => Faults.WhenQuietAsync().Within();

    /// <summary>Moves the clock in steps, letting the grains do what is due after each.</summary>
    public async Task AdvanceAsync(TimeSpan by, TimeSpan? step = null)
    {
        var left = by;
        while (left > TimeSpan.Zero)
        {
            var now = step is { } size && size < left ? size : left;
            Time.Advance(now);
            await QuietAsync();
            left -= now;
        }
    }

    public Task StopAsync() => _host.StopAsync().Within();

    public async ValueTask DisposeAsync()
    {
        // A test that left a gate closed must not wait for the grain behind it.
        Faults.KillAll();
        await _host.StopAsync().Within();
        _host.Dispose();
    }
}
