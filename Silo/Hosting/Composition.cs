using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orrery.Client;
using Orrery.Client.InProcess;
using Orrery.Core.Runs;
using Orrery.Grains.Code;
using Orrery.Grains.Hosting;
using Orrery.Grains.Secrets;
using Orrery.Grains.Telemetry;
using Orrery.Runtime;
using Orrery.Runtime.Engines;
using Orrery.Runtime.Hosts;
using Orrery.Runtime.Logs;
using Orrery.Runtime.Logs.Archive;
using Orrery.Silo.Security;
using Orrery.Silo.Telemetry;
using Orrery.Storage;
using Orrery.Storage.Sql;

namespace Orrery.Silo.Hosting;

/// <summary>What a server is made of, whatever hosts its grains and whichever faces it shows.</summary>
internal static class Composition
{
    /// <summary>Longer than the grace of 10 s that a task has between the request to end and the kill.</summary>
    private static readonly TimeSpan DrainWithTasks = TimeSpan.FromSeconds(15);

    /// <summary>Adds everything but the faces.</summary>
    public static void AddOrrery(this IHostApplicationBuilder builder, ServerOptions options, SqlStore store)
    {
        var services = builder.Services;
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<IStore>(store);
        services.AddSingleton<IStoreQueries>(store);
        services.AddSecrets(options);
        services.AddOrreryGrains(options.Dags, options.Scanning, new RunMachineOptions { DecideEmptyInline = options.DecideEmptyInline }, new CodeOptions { DataDirectory = options.DataFolder });
        services.AddOrreryTelemetry(options.Telemetry, hasFaces: options.Listen is not null);
        foreach (var plugin in options.Plugins)
        {
            services.AddPlugin(plugin);
        }

        builder.AddActors(options);
        services.AddRuntimeHost(options);
        services.AddSingleton<ITokenSource, StoreTokens>();
        services.AddSingleton<IAccountSource, StoreAccounts>();
        services.AddSingleton<GrainOrreryClient>();
        if (options.Listen is null)
        {
            services.AddSingleton<IOrreryClient>(sp => sp.GetRequiredService<GrainOrreryClient>());
        }
        else
        {
            services.AddSingleton<IWebhookKeys, StoreWebhookKeys>();
            services.AddCallerClients(sp => sp.GetRequiredService<GrainOrreryClient>());
        }

        if (options is { Listen: not null, Dashboard: true })
        {
            services.AddScoped<CircuitHandler, CircuitCaller>();
        }

        services.AddSingleton<IHealthSource>(sp => new ServerHealth(
            store, sp.GetRequiredService<IGrainFactory>(), sp.GetRequiredService<GrainMetrics>(), options.DataFolder, sp.GetRequiredService<TimeProvider>(), sp.GetRequiredService<ISecretKeys>()));
        services.AddHostedService(sp => new CodeCollectionService(
            store, sp.GetRequiredService<CodeStore>(), sp.GetRequiredService<CodeOptions>(), sp.GetRequiredService<TimeProvider>(), sp.GetRequiredService<ILogger<CodeCollectionService>>()));
        if (options.Retention is { } retention)
        {
            services.AddSingleton<RunFolderSweeper>();
            services.AddHostedService(sp => new RetentionService(
                store, sp.GetRequiredService<RunFolderSweeper>(), retention, sp.GetRequiredService<TimeProvider>(), sp.GetRequiredService<ILogger<RetentionService>>(), sp.GetService<LogArchiveSweeper>()));
        }
    }

    private static void AddRuntimeHost(this IServiceCollection services, ServerOptions options)
    {
        services.Configure<RuntimeOptions>(o => (o.DataDirectory, o.SpoolDirectory) = (options.DataFolder, options.SpoolFolder));
        services.Configure<HostAgentOptions>(o =>
        {
            o.Capacity = options.Capacity;
            if (options.Store is not null)
            {
                // Servers that share a store may share a machine too. What runs under one data folder is known there alone.
                o.Name = HostName(options.DataFolder);
            }

            if (options.StopTasksOnShutdown)
            {
                o.StopTasksOnShutdown = true;
                o.DrainTimeout = DrainWithTasks;
            }
        });
        if (options.LogArchive is { } folder)
        {
            services.AddLogArchive(_ => new FolderLogArchive(folder));
        }

        services.AddTaskLogs();
        if (options.Engine == "noop")
        {
            services.AddSingleton<IRuntimeEngine>(sp => new NoopEngine(sp.GetRequiredService<TimeProvider>(), "process"));
        }
        else
        {
            services.AddProcessEngine();
            services.AddDockerEngine();
        }

        services.AddHostAgent();
        services.AddProgramLoader();
    }

    /// <summary>Names a server: stays the same over restarts, and is its own where several share a machine.</summary>
    internal static string HostName(string dataFolder) =>
        $"{Environment.MachineName}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(dataFolder)))[..8]}";
}
