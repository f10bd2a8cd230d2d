using Orrery.Runtime.Code;

namespace Orrery.Faults.Tests;

/// <summary>A folder with a bundle, a server's data, and a place where tasks leave traces.</summary>
internal sealed class FaultFolder : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _root = Directory.CreateTempSubdirectory("orrery-faults-").FullName;

    public FaultFolder(string yaml)
    {
        Directory.CreateDirectory(Bundle);
        Directory.CreateDirectory(Traces);
        File.WriteAllText(Path.Combine(Bundle, "dag.yaml"), yaml.Replace("TRACES", Traces, StringComparison.Ordinal));
    }

    public string Data => Path.Combine(_root, "data");

    public string Bundle => Path.Combine(_root, "bundle");

    private string Traces => Path.Combine(_root, "traces");

    /// <summary>The lines a task left.</summary>
    public string[] Lines(string trace) => File.Exists(TracePath(trace)) ? File.ReadAllLines(TracePath(trace)) : [];

    /// <summary>Leaves a trace that a task waits for.</summary>
    public void Leave(string trace) => File.WriteAllText(TracePath(trace), "");

    /// <summary>Waits until a task has left a trace of this name.</summary>
    public async Task UntilTracedAsync(string trace)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watcher = new FileSystemWatcher(Traces) { EnableRaisingEvents = true };
        watcher.Created += (_, e) =>
        {
            if (e.Name == trace)
            {
                seen.TrySetResult();
            }
        };
        if (!File.Exists(TracePath(trace)))
        {
            await seen.Task.WaitAsync(Patience);
        }
    }

    public void Dispose() => CodeFolders.Delete(_root);

    private string TracePath(string trace) => Path.Combine(Traces, trace);
}
