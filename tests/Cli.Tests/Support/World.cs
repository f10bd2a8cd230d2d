using Orrery.Cli.Server;
using Orrery.Cli.Terminal;
using Orrery.Client;
using Orrery.Embedded.Tests.Support;
using Orrery.Grains.Interfaces.Bundles;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Cli.Tests.Support;

/// <summary>A world for one test: a folder of its own, captured output, and an installation without a server.</summary>
internal sealed class World : IServerStarter, IServerConnector, IDisposable
{
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    public string Folder { get; } = Directory.CreateTempSubdirectory("orrery-cli-test-").FullName;

    public FakeClient Client { get; } = new();

    public ManualTime Clock { get; } = new();

    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal) { [ServerLocator.ServerVariable] = "http://127.0.0.1:1" };

    public bool IsInteractive { get; init; }

    /// <summary>What is piped in.</summary>
    public string Input { get; set; } = "";

    /// <summary>What somebody types where it cannot be seen.</summary>
    public Queue<string> Secrets { get; } = [];

    public string Out => _out.ToString();

    public string Error => _error.ToString();

    /// <summary>What servers were started with.</summary>
    public List<ServerSettings> Started { get; } = [];

    /// <summary>What was made live in them.</summary>
    public List<PublishRequest> Published { get; } = [];

    /// <summary>Why servers do not start; null: they do.</summary>
    public CliException? StartFailure { get; set; }

    public Dictionary<string, ParseReport> Reports { get; } = new(StringComparer.Ordinal);

    public ServerAddress? Connected { get; private set; }

    public CliContext Context => new()
    {
        Terminal = new CliTerminal { Out = _out, Error = _error, IsInteractive = IsInteractive, UseColor = IsInteractive, Size = () => (80, 24), In = new StringReader(Input), ReadSecret = _ => Secrets.TryDequeue(out var secret) ? secret : null },
        Clock = Clock,
        CurrentDirectory = Folder,
        Environment = name => Environment.GetValueOrDefault(name),
        Starter = this,
        Connector = this,
    };

    public Task<int> RunAsync(params string[] args) => OrreryCli.RunAsync(args, Context);

    public string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public Task<IRunningServer> StartAsync(ServerSettings settings, CancellationToken cancellationToken)
    {
        Started.Add(settings);
        return StartFailure is { } failure ? Task.FromException<IRunningServer>(failure) : Task.FromResult<IRunningServer>(new Running(this));
    }

    public IOrreryClient Connect(ServerAddress address)
    {
        Connected = address;
        return Client;
    }

    public Task<Uri> CreateSignInLinkAsync(ServerAddress address, CancellationToken cancellationToken) => Task.FromResult(new Uri(address.Url, "sign-in?token=t"));

    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        _out.Dispose();
        _error.Dispose();
    }

    private sealed class Running(World world) : IRunningServer
    {
        public IOrreryClient Client => world.Client;

        public Uri? Url { get; } = new("http://127.0.0.1:7788/");

        public Uri? SignInLink { get; } = new("http://127.0.0.1:7788/sign-in?token=t");

        public bool WasReplaced => false;

        public IReadOnlyDictionary<string, ParseReport> Bundles => world.Reports;

        public Task<PublishResult> PublishAsync(string dagId, PublishRequest request)
        {
            world.Published.Add(request);
            return Task.FromResult(new PublishResult { DagId = dagId, Release = 1, IsNew = true });
        }

        public Task WaitForShutdownAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
