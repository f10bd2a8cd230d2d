using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Serialization;
using Orrery.Core.Runs;
using Orrery.Grains.Assets;
using Orrery.Grains.Bundles;
using Orrery.Grains.Catalog;
using Orrery.Grains.Code;
using Orrery.Grains.Dags;
using Orrery.Grains.Ingestion;
using Orrery.Grains.Runs;
using Orrery.Grains.Runtimes;
using Orrery.Grains.Secrets;
using Orrery.Grains.Telemetry;
using Orrery.Grains.Versions;
using Orrery.Grains.Waits;
using Orrery.Runtime.Bundles;
using Orrery.Runtime.Code;
using Orrery.Runtime.Loading;
using Orrery.Storage;

namespace Orrery.Grains.Hosting;

/// <summary>What the grains need besides their host.</summary>
public static class GrainServices
{
    /// <summary>Adds it. The store and the clock are the caller's to add.</summary>
    /// <remarks>Callers tell what went wrong by the type of the exception, so ours travel as what they are, also the store's, which knows no grains.</remarks>
    public static IServiceCollection AddOrreryGrains(
        this IServiceCollection services, DagOptions dags, BundleOptions bundles, RunMachineOptions machine, CodeOptions? code = null) => services
        .Configure<ExceptionSerializationOptions>(o => o.SupportedNamespacePrefixes.Add("Orrery."))
        .AddSingleton(dags)
        .AddSingleton(bundles)
        .AddSingleton(code ?? new CodeOptions())
        .AddSingleton<CodeStore>()
        .AddSingleton<ICodeFolders>(sp => sp.GetRequiredService<CodeStore>())
        .AddSingleton(new RunMachine(machine))
        .AddSingleton(sp => new RunPlanCache(sp.GetRequiredService<IStore>()))
        .AddSingleton<RunCellCache>()
        .AddSingleton(sp => new RunPks(sp.GetRequiredService<TimeProvider>(), new Random()))
        .AddSingleton<RunFactory>()
        .AddSingleton<RunPins>()
        .AddSingleton<BundleVersions>()
        .AddSingleton<AssetGate>()
        .AddSingleton<TaskLoader>()
        .AddSingleton<AwaitedRuns>()
        .AddSingleton<AwaitedAssets>()
        .AddSingleton<DagTriggers>()
        .AddSingleton<WaitDecider>()
        .AddSingleton<LeaseIds>()
        .AddSingleton<GrainMetrics>()
        .AddSingleton<RunTelemetryOptions>()
        .AddSingleton<ISpanSink, NoSpans>()
        .AddSingleton<RunTelemetry>()
        .AddSingleton<ChangeNotifier>()
        .AddSingleton<DagStore>()
        .AddSingleton(sp => new BundleParsers(sp, sp.GetServices<BundleParserType>()))
        .AddSingleton(sp => new InputSource(Environment.GetEnvironmentVariable, sp.GetRequiredService<SecretReader>()))
        .AddSecrets()
        .AddSingleton<IDagLoader, YamlDagLoader>()
        .AddSingleton<IFolderWatcher, FolderWatcher>()
        .AddSingleton(sp => new BundleBackends(
            sp.GetRequiredService<CodeOptions>().DataDirectory, sp.GetRequiredService<CodeOptions>().ForArchives, sp.GetRequiredService<TimeProvider>()))
        .AddSingleton<BundleOpener>(sp => (_, settings) => sp.GetRequiredService<BundleBackends>().Open(settings))
        .AddSingleton<ArchiveOpener>(sp => archive => sp.GetRequiredService<BundleBackends>().OpenArchiveAsync(new MemoryStream(archive)));

    private static IServiceCollection AddSecrets(this IServiceCollection services)
    {
        services.TryAddSingleton<ISecretKeys, NoSecretKeys>();
        return services.AddSingleton<SecretStore>().AddSingleton<SecretReader>().AddSingleton<DagSecrets>();
    }
}
