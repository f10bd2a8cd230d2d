using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Core.Internal;
using Orleans.Storage;
using Orleans.TestingHost;
using Orrery.Core.Runs;
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

/// <summary>Two silos of Orleans in this process, on one store.</summary>
public sealed class GrainFixture : IGrainFixture
{
    private readonly InProcessTestCluster _cluster;
    private readonly string _folder;
    private readonly SqliteStore _store;
    private readonly TimeProvider _clock;

    private GrainFixture(InProcessTestCluster cluster, string folder, SqliteStore store, FaultyStore faults, TimeProvider clock)
    {
        _cluster = cluster;
        _folder = folder;
        _store = store;
        _clock = clock;
        Faults = faults;
    }

    public IGrainFactory Grains => _cluster.Client;

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
        var cluster = new InProcessTestClusterBuilder(2)
            .ConfigureSilo((_, silo) =>
            {
                silo.UseInMemoryReminderService();

                // The clock of the grains and their timers moves by hand; that of Orleans itself must go on.
                silo.Services.AddSingleton(clock);
                silo.Services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
                silo.Services.AddSingleton(faulty);
                silo.Services.AddOrreryGrains(new DagOptions(), new BundleOptions(), new RunMachineOptions(), new CodeOptions { DataDirectory = folder });
                silo.Services.AddSingleton<ISpanSink>(spans);
                silo.Services.AddBundleParsers(typeof(Examples.Dbt.DbtBundleParser).Assembly);
                silo.Services.AddBundleParser<TestBundleParser>("test");
                silo.Services.AddKeyedSingleton<IGrainStorage, StoreGrainStorage>("orrery");
            })
            .Build();
        await cluster.DeployAsync();
        return new GrainFixture(cluster, folder, store, faults, clock) { Spans = spans };
    }

    public async Task CrashAsync(IGrain grain) =>
        await grain.Cast<IGrainManagementExtension>().DeactivateOnIdle();

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        await _store.DisposeAsync();
        CodeFolders.Delete(_folder);
    }
}
