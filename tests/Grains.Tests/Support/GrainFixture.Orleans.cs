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
using Orrery.Grains.Secrets;
using Orrery.Grains.Telemetry;
using Orrery.Runtime.Code;
using Orrery.Runtime.Secrets;
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

    private GrainFixture(InProcessTestCluster cluster, string folder, SqliteStore store, FaultyStore faults, TimeProvider clock, TestSecretKeys keys)
    {
        _cluster = cluster;
        _folder = folder;
        _store = store;
        _clock = clock;
        Faults = faults;
        Keys = keys;
    }

    public IGrainFactory Grains => _cluster.Client;

    public IStore Store => _store;

    public ManualTime Clock => (ManualTime)_clock;

    public FaultyStore Faults { get; }

    public TestSecretKeys Keys { get; }

    public RecordedSpans Spans { get; private init; } = null!;

    public static async Task<IGrainFixture> StartAsync(TimeProvider? clock = null)
    {
        var folder = Directory.CreateTempSubdirectory("orrery-grains-").FullName;
        clock ??= new ManualTime(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        var store = await SqliteStore.OpenAsync(
            new SqliteStoreOptions { Folder = folder, Holder = "test", Durability = Durability.Off }, clock, NullLoggerFactory.Instance);
        var (faulty, faults) = FaultyStore.Around(store);
        var keys = new TestSecretKeys();
        var spans = new RecordedSpans();
        var cluster = new InProcessTestClusterBuilder(2)
            .ConfigureSilo((_, silo) =>
            {
                silo.UseInMemoryReminderService();

                // The clock of the grains and their timers moves by hand; that of Orleans itself must go on.
                silo.Services.AddSingleton<TimeProvider>(new PromptTime(clock));
                silo.Services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
                silo.Services.AddSingleton(faulty);
                silo.Services.AddSingleton<ISecretKeys>(keys);
                silo.Services.AddSingleton<ISecretsBackend>(keys.Backend);
                silo.Services.AddOrreryGrains(new DagOptions(), new BundleOptions(), new RunMachineOptions(), new CodeOptions { DataDirectory = folder });
                silo.Services.AddSingleton<ISpanSink>(spans);
                silo.Services.AddBundleParsers(typeof(Examples.Dbt.DbtBundleParser).Assembly);
                silo.Services.AddBundleParser<TestBundleParser>("test");
                silo.Services.AddKeyedSingleton<IGrainStorage, StoreGrainStorage>("orrery");
            })
            .Build();
        await cluster.DeployAsync();
        return new GrainFixture(cluster, folder, store, faults, clock, keys) { Spans = spans };
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
