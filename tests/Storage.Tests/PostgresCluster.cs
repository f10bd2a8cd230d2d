using System.Diagnostics;
using System.Globalization;

namespace Orrery.Storage.Tests;

/// <summary>A PostgreSQL server of the tests' own: in a temporary folder, reached by a socket only, durable as a real one.</summary>
internal sealed class PostgresCluster : IDisposable
{
    private static readonly Lazy<PostgresCluster> OnlyOne = new(() =>
    {
        var cluster = new PostgresCluster();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => cluster.Dispose();
        return cluster;
    });

    private readonly string _folder = Directory.CreateTempSubdirectory("orrery-pg-").FullName;
    private int _databases;

    public PostgresCluster()
    {
        if (IsRoot)
        {
            // The server refuses to run as root: its files belong to the user its package made.
            Run("chown", ["postgres", _folder]);
        }

        RunAsOwner(Tool("initdb"), ["-D", Data, "-U", "orrery", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]);
        File.AppendAllText(
            Path.Combine(Data, "postgresql.conf"),
            $"listen_addresses = ''\nunix_socket_directories = '{_folder}'\nmax_connections = 200\nshared_buffers = '64MB'\n");
        Start();
    }

    /// <summary>One for all tests of this process, started when it is first asked for.</summary>
    public static PostgresCluster Shared => OnlyOne.Value;

    /// <summary>What the server has logged so far.</summary>
    public string Log => File.ReadAllText(LogPath);

    private static bool IsRoot => Environment.UserName == "root";

    private string Data => Path.Combine(_folder, "data");

    private string LogPath => Path.Combine(_folder, "log");

    /// <summary>Creates an empty database; its address.</summary>
    public string CreateDatabase()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"store{Interlocked.Increment(ref _databases)}");
        RunAsOwner(Tool("psql"), ["-h", _folder, "-U", "orrery", "-d", "postgres", "-q", "-c", $"CREATE DATABASE {name}"]);
        return $"postgres://orrery@/{name}?host={_folder}";
    }

    /// <summary>Runs a statement in a database, as another program would.</summary>
    public string Query(string address, string sql) =>
        RunAsOwner(Tool("psql"), ["-h", _folder, "-U", "orrery", "-d", new Uri(address.Replace("@/", "@x/", StringComparison.Ordinal)).AbsolutePath.Trim('/'), "-q", "-A", "-t", "-c", sql]).Trim();

    /// <summary>Starts the server; returns when it takes connections.</summary>
    public void Start() => RunAsOwner(Tool("pg_ctl"), ["-D", Data, "-w", "-t", "60", "-l", LogPath, "start"]);

    /// <summary>Ends it as a crash does: nothing is written any more, and the next start recovers.</summary>
    public void Crash() => RunAsOwner(Tool("pg_ctl"), ["-D", Data, "-w", "-m", "immediate", "stop"]);

    /// <summary>kill -9 of all its processes, the first one first, so that none is left to tidy up; returns when they are gone.</summary>
    public void Kill()
    {
        var postmaster = int.Parse(File.ReadLines(Path.Combine(Data, "postmaster.pid")).First(), CultureInfo.InvariantCulture);
        var processes = ChildrenOf(postmaster).Prepend(postmaster).Select(Process.GetProcessById).ToList();
        foreach (var process in processes)
        {
            process.Kill();
        }

        foreach (var process in processes)
        {
            process.WaitForExit();
            process.Dispose();
        }
    }

    public void Dispose()
    {
        try
        {
            Crash();
        }
        catch (InvalidOperationException)
        {
            // It does not run.
        }

        Directory.Delete(_folder, recursive: true);
    }

    private static IEnumerable<int> ChildrenOf(int pid) =>
        File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/task/{pid}/children"))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(child => int.Parse(child, CultureInfo.InvariantCulture));

    private static string Tool(string name) =>
        Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending(StringComparer.Ordinal).Select(d => Path.Combine(d, "bin", name)).First(File.Exists)
            : name;

    private static string RunAsOwner(string program, string[] arguments) =>
        IsRoot ? Run("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", program, .. arguments]) : Run(program, arguments);

    private static string Run(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = program.EndsWith("psql", StringComparison.Ordinal) || arguments.Any(a => a.EndsWith("psql", StringComparison.Ordinal)), WorkingDirectory = "/" };
        using var process = Process.Start(start)!;
        var output = start.RedirectStandardOutput ? process.StandardOutput.ReadToEnd() : "";
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with exit code {process.ExitCode}.");
    }
}
