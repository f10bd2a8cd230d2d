using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Orrery.Client;
using Orrery.Grains.Interfaces.Bundles;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Silo;
using Orrery.Storage;

namespace Orrery.Cli.Server;

/// <summary>Starts servers with the composition of <c>Silo/</c>. The only place of the command that knows it.</summary>
internal sealed class SiloStarter : IServerStarter
{
    /// <inheritdoc/>
    public async Task<IRunningServer> StartAsync(ServerSettings settings, CancellationToken cancellationToken)
    {
        try
        {
            return new RunningSilo(await OrreryServer.StartAsync(OptionsOf(settings), cancellationToken));
        }
        catch (Exception e) when (e is StoreInUseException or StoreSchemaException or ServerStartException)
        {
            throw CliException.BadInput(e.Message.Split(Environment.NewLine));
        }
        catch (StoreUnavailableException e)
        {
            throw CliException.Failure(e.Message);
        }
    }

    private static ServerOptions OptionsOf(ServerSettings settings) => new()
    {
        DataFolder = settings.DataFolder,
        Store = settings.Store,
        Bundles = settings.Bundles,
        Plugins = settings.Plugins,
        Listen = settings.Listen ?? (settings.Port is { } port ? new Uri($"http://127.0.0.1:{port}") : null),
        Tls = settings.Tls is { } tls ? new TlsOptions(tls.Certificate, tls.Key) : null,
        Proxies = settings.Proxies,
        KeysFolder = settings.KeysFolder,
        ExternalSignIns = [.. settings.SignInFiles.Select(file => ExternalSignInFile.Read(file, Environment.GetEnvironmentVariable))],
        Dashboard = settings.Dashboard,
        Durability = settings.IsThrowAway ? Durability.Off : Durability.Full,
        Holder = settings.Holder,
        Retention = settings.Retention,
        SecretKeys = settings.Secrets.Keys,
        SecretKeysFile = settings.Secrets.KeysFile,
        VariablesPath = settings.Secrets.VariablesPath,
        ConnectionsPath = settings.Secrets.ConnectionsPath,
        TestConnections = settings.Secrets.TestConnections,
        StopTasksOnShutdown = settings.IsThrowAway,
        LogArchive = settings.LogArchive,
        SpoolFolder = settings.Spool,
        Telemetry = settings.Telemetry,
        Logging = logging => Log(logging, settings.IsVerbose ? LogLevel.Information : LogLevel.Warning, settings.LogsJson),
    };

    // Standard output is for results; lines carry their time because a server runs for long.
    private static void Log(ILoggingBuilder logging, LogLevel minimum, bool asJson)
    {
        logging.SetMinimumLevel(minimum);
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        if (asJson)
        {
            // Lines about a request carry the ids of its trace; those about runs and tries carry theirs.
            logging.Configure(factory => factory.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);
            logging.AddJsonConsole(console =>
            {
                console.IncludeScopes = true;
                console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
                console.UseUtcTimestamp = true;
            });
            return;
        }

        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-dd HH:mm:ss.fff'Z' ";
            console.UseUtcTimestamp = true;
        });
    }

    private sealed class RunningSilo(OrreryServer server) : IRunningServer
    {
        public IOrreryClient Client => server.Client;

        public Uri? Url => server.Url;

        public Uri? SignInLink => server.SignInLink;

        public bool WasReplaced => server.WasReplaced;

        public IReadOnlyDictionary<string, ParseReport> Bundles => server.Bundles;

        public Task<PublishResult> PublishAsync(string dagId, PublishRequest request) =>
            server.Services.GetRequiredService<IGrainFactory>().GetGrain<IDagGrain>(dagId).PublishAsync(request);

        public Task WaitForShutdownAsync(CancellationToken cancellationToken) => server.WaitForShutdownAsync(cancellationToken);

        public ValueTask DisposeAsync() => server.DisposeAsync();
    }
}
