using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Storage;
using Orrery.Core.Runs;
using Orrery.Embedded;
using Orrery.Embedded.Tests.Support;
using Orrery.Grains.Bundles;
using Orrery.Grains.Code;
using Orrery.Grains.Dags;
using Orrery.Grains.Hosting;
using Orrery.Grains.Ingestion;
using Orrery.Grains.Telemetry;
using Orrery.Runtime.Code;
using Orrery.Silo.Hosting;
using Orrery.Storage;
using Orrery.Storage.Sqlite;

namespace Orrery.Grains.Tests.Support;

/// <summary>The embedded host in strict mode: every message makes the round trip it would make between machines.</summary>
public sealed class GrainFixture : IGrainFixture
{
    private readonly IHost _host;
    private readonly string _folder;
    private readonly SqliteStore _store;
    private readonly TimeProvider _clock;

    private GrainFixture(IHost host, string folder, SqliteStore store, FaultyStore faults, TimeProvider clock)
    {
        _host = host;
        _folder = folder;
        _store = store;
        _clock = clock;
        Faults = faults;
    }

    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    public IStore Store => _store;

    public ManualTime Clock => (ManualTime)_clock;

    public FaultyStore Faults { get; }

    public RecordedSpans Spans { get; private init; } = null!;

    public static async Task<IGrainFixture> StartAsync(TimeProvider? clock = null)
    {
        var folder = Directory.CreateTempSubdirectory("orrery-grains-").FullName;
        clock ??= new ManualTime(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        var store = await SqliteStore.OpenAsync(
            new SqliteStoreOptions { Folder = folder, Holder = "test", Durability = Durability.Off }, clock, NullLoggerFactory.Instance);
        var (faulty, faults) = FaultyStore.Around(store);
        var spans = new RecordedSpans();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddLogging();
        builder.Services.AddSingleton(clock);
        builder.Services.AddSingleton(faulty);
        builder.Services.AddOrreryGrains(new DagOptions(), new BundleOptions(), new RunMachineOptions(), new CodeOptions { DataDirectory = folder });
        builder.Services.AddSingleton<ISpanSink>(spans);
        builder.Services.AddBundleParsers(typeof(Examples.Dbt.DbtBundleParser).Assembly);
        builder.Services.AddBundleParser<TestBundleParser>("test");
        builder.Services.Configure<EmbeddedOptions>(o =>
        {
            o.Strict = true;
            o.RequireAliases = true;
        });
        builder.UseOrleans(silo =>
        {
            silo.AddApplicationPart(typeof(DagGrain).Assembly);
            silo.UseReminderStore<StoreReminders>();
            silo.Services.AddKeyedSingleton<IGrainStorage, StoreGrainStorage>("orrery");
        });
        var host = builder.Build();
        await host.StartAsync();
        return new GrainFixture(host, folder, store, faults, clock) { Spans = spans };
    }

    public Task CrashAsync(IGrain grain)
    {
        _host.Services.GetRequiredService<EmbeddedFaults>().KillActivation(grain.GetGrainId()).ShouldBeTrue("there was no activation to crash");
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        await _store.DisposeAsync();
        CodeFolders.Delete(_folder);
    }
}
