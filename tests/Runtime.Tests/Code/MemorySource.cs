using System.Collections.Concurrent;
using System.Text;
using Orrery.Core.Bundles;
using Orrery.Runtime.Code;

namespace Orrery.Runtime.Tests.Code;

/// <summary>Snapshots in memory.</summary>
internal sealed class MemorySource : ICodeSource
{
    private readonly Dictionary<string, IReadOnlyList<TreeFile>> _snapshots = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> _contents = new(StringComparer.Ordinal);

    public ConcurrentQueue<string> Reads { get; } = new();

    /// <summary>Adds a snapshot of files with these contents; those that end with <c>.sh</c> may be run. Answers its hash.</summary>
    public string Add(params (string Path, string Content)[] files)
    {
        var list = files.Select(f =>
        {
            var content = Encoding.UTF8.GetBytes(f.Content);
            var hash = TreeFormat.HashOf(content);
            _contents[hash] = content;
            return new TreeFile(f.Path, hash, content.Length, f.Path.EndsWith(".sh", StringComparison.Ordinal));
        }).ToList();
        var root = SnapshotTree.Of(list).Root;
        _snapshots[root] = list;
        return root;
    }

    public void Damage(string content) => _contents[TreeFormat.HashOf(Encoding.UTF8.GetBytes(content))] = "damaged"u8.ToArray();

    public void Lose(string content) => _contents.Remove(TreeFormat.HashOf(Encoding.UTF8.GetBytes(content)));

    public Task<IReadOnlyList<TreeFile>?> ListAsync(string snapshot, CancellationToken cancellationToken = default) => Task.FromResult(_snapshots.GetValueOrDefault(snapshot));

    public Task<byte[]?> ReadAsync(string hash, CancellationToken cancellationToken = default)
    {
        Reads.Enqueue(hash);
        return Task.FromResult(_contents.GetValueOrDefault(hash));
    }
}
