using Microsoft.Extensions.Logging;
using Orrery.Grains.Bundles;
using Orrery.Grains.Dags;
using Orrery.Silo.Security;
using Orrery.Silo.Telemetry;
using Orrery.Storage;

namespace Orrery.Silo;

/// <summary>What one server is told when it starts.</summary>
public sealed record ServerOptions
{
    /// <summary>Port of a server unless told otherwise.</summary>
    public const int DefaultPort = 7788;

    /// <summary>Folder of everything the server keeps: store, logs, spool, credential. Created when missing. Default <c>.orrery</c>.</summary>
    public string DataFolder { get; init; } = ".orrery";

    /// <summary>
    /// Address of a PostgreSQL database, <c>postgres://user:password@host:port/database</c>. Null (default): a SQLite file in the data folder.
    /// </summary>
    public string? Store { get; init; }

    /// <summary>Bundles by name, each a folder. Default: none.</summary>
    public IReadOnlyDictionary<string, string> Bundles { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Assemblies with bundle parsers of one's own, each the path of a file. What is in them runs with the rights of the server. Default: none.</summary>
    public IReadOnlyList<string> Plugins { get; init; } = [];

    /// <summary>
    /// Address to listen on. Null: no faces at all, only the grains. Port 0: any free port. Another address than loopback needs TLS, here or at a proxy,
    /// and somebody who can sign in.
    /// </summary>
    public Uri? Listen { get; init; } = new($"http://127.0.0.1:{DefaultPort}");

    /// <summary>The certificate to show when <see cref="Listen"/> is https. Default: none.</summary>
    public TlsOptions? Tls { get; init; }

    /// <summary>Addresses or networks of proxies before the server, which speak TLS for it and are believed where requests come from. Default: none.</summary>
    public IReadOnlyList<string> Proxies { get; init; } = [];

    /// <summary>Folder of the keys that sessions are signed with, shared by servers that share a store. Null (default): in the data folder.</summary>
    public string? KeysFolder { get; init; }

    /// <summary>Sign-ins elsewhere. Default: none.</summary>
    public IReadOnlyList<ExternalSignInOptions> ExternalSignIns { get; init; } = [];

    /// <summary>Whether the dashboard is served. Default true.</summary>
    public bool Dashboard { get; init; } = true;

    /// <summary>How many tasks run at once on this machine: 1 or more. Default: four for each core, at least 8.</summary>
    public int Capacity { get; init; } = Math.Max(8, Environment.ProcessorCount * 4);

    /// <summary>Engine of tasks: <c>process</c> (default), or <c>noop</c> for measuring the scheduler alone.</summary>
    public string Engine { get; init; } = "process";

    /// <summary>Whether commits survive a power cut. Off only for stores that are thrown away.</summary>
    public Durability Durability { get; init; } = Durability.Full;

    /// <summary>
    /// Whether tasks end with the server, after their grace. Default false: they go on, and the next start adopts them. For data folders that
    /// are thrown away, since nobody would come back for their tasks.
    /// </summary>
    public bool StopTasksOnShutdown { get; init; }

    /// <summary>Whether whole chains of empty tasks are decided in one commit. Default false.</summary>
    public bool DecideEmptyInline { get; init; }

    /// <summary>
    /// How long runs that have ended are kept, with their logs, and entries of the audit and events of assets: at least 1 hour. Null (default): for ever.
    /// </summary>
    public TimeSpan? Retention { get; init; }

    /// <summary>
    /// Folder into which the logs of tasks are brought, such as one that all servers of an installation mount: they are read there when the host that
    /// wrote them is gone. It belongs to one installation. Null (default): logs stay on their host.
    /// </summary>
    public string? LogArchive { get; init; }

    /// <summary>Folder of what is written of running processes, of one server alone; null: in memory if root runs it and there is room, else in the data folder.</summary>
    public string? SpoolFolder { get; init; }

    /// <summary>Who starts it, for the message to the next one who tries: <c>orrery up</c>.</summary>
    public string Holder { get; init; } = "orrery up";

    /// <summary>Where log lines go. Default: nowhere.</summary>
    public Action<ILoggingBuilder> Logging { get; init; } = _ => { };

    /// <summary>
    /// Keys by which secrets are sealed, separated by commas, the one that seals first. Servers that share a store need the same. Null (default):
    /// those of <see cref="SecretKeysFile"/>.
    /// </summary>
    public string? SecretKeys { get; init; }

    /// <summary>File with the keys by which secrets are sealed. Null (default): <c>secret-keys</c> in the data folder, made when missing.</summary>
    public string? SecretKeysFile { get; init; }

    /// <summary>File, or folder with a file for each, of variables that win over those of the store. Default: none.</summary>
    public string? VariablesPath { get; init; }

    /// <summary>File, or folder with a file for each, of connections that win over those of the store. Default: none.</summary>
    public string? ConnectionsPath { get; init; }

    /// <summary>Whether connections may be tried out from here: whoever may do so makes this server connect to any address. Default false.</summary>
    public bool TestConnections { get; init; }

    /// <summary>What it tells of itself, and to whom. Default: metrics, to who may read.</summary>
    public TelemetryOptions Telemetry { get; init; } = new();

    /// <summary>What is decided for all DAGs.</summary>
    public DagOptions Dags { get; init; } = new();

    /// <summary>What is decided for all bundles.</summary>
    public BundleOptions Scanning { get; init; } = new();
}
