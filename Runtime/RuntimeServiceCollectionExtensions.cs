using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orrery.Grains.Interfaces.Runtimes;
using Orrery.Grains.Interfaces.Secrets;
using Orrery.Runtime.Code;
using Orrery.Runtime.Docker;
using Orrery.Runtime.Docker.Api;
using Orrery.Runtime.Engines;
using Orrery.Runtime.Hosts;
using Orrery.Runtime.Loading;
using Orrery.Runtime.Logs;
using Orrery.Runtime.Logs.Archive;
using Orrery.Runtime.Processes;
using Orrery.Runtime.Sensors;
using Orrery.Runtime.TaskApi;

namespace Orrery.Runtime;

/// <summary>Adds what runs tasks to a program.</summary>
public static class RuntimeServiceCollectionExtensions
{
    /// <summary>Adds the reading of task logs; options from <see cref="RuntimeOptions"/>.</summary>
    public static IServiceCollection AddTaskLogs(this IServiceCollection services)
    {
        services.TryAddSingleton<FileTaskLogStore>();
        services.TryAddSingleton<ITaskLogStore>(s => s.GetRequiredService<FileTaskLogStore>());
        return services;
    }

    /// <summary>Keeps the logs of tasks in an archive beside this host, and reads those that this host does not have from there. Call it instead of <see cref="AddTaskLogs"/>, before anything else.</summary>
    public static IServiceCollection AddLogArchive(this IServiceCollection services, Func<IServiceProvider, ILogArchive> archive)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<FileTaskLogStore>();
        services.AddSingleton(archive);
        services.AddSingleton<ITaskLogStore, ArchivedTaskLogStore>();
        services.AddSingleton<LogArchiveSweeper>();
        return services.AddHostedService<LogShipper>();
    }

    /// <summary>Adds the loader of DAG files that are programs; options from the environment, see <see cref="LoadingSettings"/>.</summary>
    public static IServiceCollection AddProgramLoader(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        _ = services.AddOptionsWithValidateOnStart<LoadingOptions>().Configure(LoadingSettings.Apply);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<LoadingOptions>, LoadingOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IDagLoader, ProcessDagLoader>());
        return services;
    }

    /// <summary>Adds the engines <c>process</c> and <c>sensor</c>, and the reading of task logs.</summary>
    public static IServiceCollection AddProcessEngine(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        AddTaskApi(services);
        services.TryAddSingleton(s => new ProcessEngine(
            s.GetRequiredService<IOptions<RuntimeOptions>>(),
            s.GetRequiredService<FileTaskLogStore>(),
            s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<ILogger<ProcessEngine>>(),
            TaskApiOf(s)));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRuntimeEngine, ProcessEngine>(s => s.GetRequiredService<ProcessEngine>()));
        services.TryAddSingleton(s => new SensorEngine(
            s.GetRequiredService<ProcessEngine>(), s.GetRequiredService<FileTaskLogStore>(), s.GetRequiredService<TimeProvider>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRuntimeEngine, SensorEngine>(s => s.GetRequiredService<SensorEngine>()));
        return services.AddTaskLogs();
    }

    /// <summary>Adds the engine <c>docker</c>; options from the environment, see <see cref="DockerSettings"/>. It is spoken to when a task asks for it, and need not be there before.</summary>
    public static IServiceCollection AddDockerEngine(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        _ = services.AddOptionsWithValidateOnStart<DockerOptions>().Configure(o => DockerSettings.Apply(o, Environment.GetEnvironmentVariable));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DockerOptions>, DockerOptionsValidator>());
        services.TryAddSingleton<IDockerEngine>(s =>
        {
            var options = s.GetRequiredService<IOptions<DockerOptions>>().Value;
            return new DockerClient(new DockerHttp(DockerEndpoint.Find(options, Environment.GetEnvironmentVariable), options.RequestTimeout));
        });
        AddTaskApi(services);
        services.TryAddSingleton(s => new DockerEngine(
            s.GetRequiredService<IDockerEngine>(),
            s.GetRequiredService<IOptions<DockerOptions>>(),
            s.GetRequiredService<IOptions<RuntimeOptions>>(),
            s.GetRequiredService<FileTaskLogStore>(),
            s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<ILogger<DockerEngine>>(),
            TaskApiOf(s)));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRuntimeEngine, DockerEngine>(s => s.GetRequiredService<DockerEngine>()));
        return services.AddTaskLogs();
    }

    /// <summary>Adds the agent of this host, which starts with the program; needs an <see cref="IGrainFactory"/> and at least one engine.</summary>
    public static IServiceCollection AddHostAgent(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        _ = services.AddOptionsWithValidateOnStart<HostAgentOptions>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<HostAgentOptions>, HostAgentOptionsValidator>());
        return services.AddHostedService(s =>
        {
            var options = s.GetRequiredService<IOptions<HostAgentOptions>>();
            return new HostAgent(
                s.GetRequiredService<IGrainFactory>().GetGrain<IRuntimeGrain>(options.Value.Name),
                s.GetServices<IRuntimeEngine>(),
                options,
                s.GetService<ICodeFolders>(),
                s.GetRequiredService<TimeProvider>(),
                s.GetRequiredService<ILogger<HostAgent>>());
        });
    }

    private static void AddTaskApi(IServiceCollection services) => services.TryAddSingleton(s => new TaskApiServer(
        s.GetRequiredService<IOptions<RuntimeOptions>>(), s.GetRequiredService<IGrainFactory>().GetGrain<ITaskSecretGrain>("0"), s.GetRequiredService<ILogger<TaskApiServer>>()));

    private static TaskApiServer? TaskApiOf(IServiceProvider services) => services.GetService<IGrainFactory>() is null ? null : services.GetRequiredService<TaskApiServer>();
}
