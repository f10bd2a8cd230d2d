using Orrery.Client;
using Orrery.Grains.Interfaces.Bundles;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Silo.Telemetry;

namespace Orrery.Cli.Server;

/// <summary>Starts servers in this process.</summary>
internal interface IServerStarter
{
    /// <summary>Starts a server; returns when it is ready.</summary>
    /// <exception cref="CliException">It cannot start as it was told to; the messages say why and what to do.</exception>
    Task<IRunningServer> StartAsync(ServerSettings settings, CancellationToken cancellationToken);
}

/// <summary>What a server in this process is told.</summary>
internal sealed record ServerSettings
{
    /// <summary>Absolute path of its data folder.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Address of a PostgreSQL database; null: a SQLite file in the data folder.</summary>
    public string? Store { get; init; }

    /// <summary>Bundles by name, each the absolute path of a folder.</summary>
    public IReadOnlyDictionary<string, string> Bundles { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Port on the loopback address, 0 for any; null: it shows no faces at all.</summary>
    public int? Port { get; init; }

    /// <summary>Address to listen on in place of the loopback address; null: that.</summary>
    public Uri? Listen { get; init; }

    /// <summary>File of the certificate for TLS, and file of its key; null: none.</summary>
    public (string Certificate, string Key)? Tls { get; init; }

    /// <summary>Proxies before the server.</summary>
    public IReadOnlyList<string> Proxies { get; init; } = [];

    /// <summary>Folder of the keys of sessions; null: in the data folder.</summary>
    public string? KeysFolder { get; init; }

    /// <summary>Files that describe sign-ins elsewhere.</summary>
    public IReadOnlyList<string> SignInFiles { get; init; } = [];

    /// <summary>Whether the dashboard is served.</summary>
    public bool Dashboard { get; init; }

    /// <summary>Whether the data folder is deleted afterwards, so that nothing needs to outlive a power cut.</summary>
    public bool IsThrowAway { get; init; }

    /// <summary>Assemblies with bundle parsers of one's own, each an absolute path.</summary>
    public IReadOnlyList<string> Plugins { get; init; } = [];

    /// <summary>How long what has ended is kept; null: for ever.</summary>
    public TimeSpan? Retention { get; init; }

    /// <summary>Where secrets and their keys are.</summary>
    public SecretSettings Secrets { get; init; } = new();

    /// <summary>Absolute path of the folder into which logs of tasks are brought; null: they stay where they are.</summary>
    public string? LogArchive { get; init; }

    /// <summary>Absolute path of the folder of what is written of running processes; null: in the data folder.</summary>
    public string? Spool { get; init; }

    /// <summary>Whether what it does is logged, or only warnings.</summary>
    public bool IsVerbose { get; init; }

    /// <summary>Whether log lines are JSON documents, with everything that is known of what they are about.</summary>
    public bool LogsJson { get; init; }

    /// <summary>What it tells of itself, and to whom. Default: nothing, to nobody.</summary>
    public TelemetryOptions Telemetry { get; init; } = new() { Metrics = MetricsAccess.Off };

    /// <summary>Who starts it, for the message to the next one who tries.</summary>
    public required string Holder { get; init; }
}

/// <summary>A server in this process.</summary>
internal interface IRunningServer : IAsyncDisposable
{
    /// <summary>Its client.</summary>
    IOrreryClient Client { get; }

    /// <summary>Where it listens; null when it shows no faces.</summary>
    Uri? Url { get; }

    /// <summary>A link that signs a browser in, once; null when it shows no faces.</summary>
    Uri? SignInLink { get; }

    /// <summary>Whether another server has taken the store over, and this one stopped because of it.</summary>
    bool WasReplaced { get; }

    /// <summary>What came of the first reading of each bundle, by name.</summary>
    IReadOnlyDictionary<string, ParseReport> Bundles { get; }

    /// <summary>Makes one DAG live without a bundle.</summary>
    Task<PublishResult> PublishAsync(string dagId, PublishRequest request);

    /// <summary>Waits until the server is asked to end or stops by itself.</summary>
    Task WaitForShutdownAsync(CancellationToken cancellationToken);
}
