using System.Collections.Concurrent;
using Orrery.Runtime.Logs.Archive;

namespace Orrery.Runtime.Tests.Logs.Archive;

/// <summary>An object store in memory: what an archive may rely on, and no more. It can be away.</summary>
internal sealed class MemoryLogArchive : ILogArchive
{
    public ConcurrentDictionary<string, byte[]> Objects { get; } = new(StringComparer.Ordinal);

    public bool IsAway { get; set; }

    public int Puts { get; private set; }

    public Task PutAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        ThrowIfAway();
        Puts++;
        Objects[name] = content.ToArray();
        return Task.CompletedTask;
    }

    public Task<byte[]?> GetAsync(string name, CancellationToken cancellationToken = default)
    {
        ThrowIfAway();
        return Task.FromResult(Objects.GetValueOrDefault(name));
    }

    public Task<IReadOnlyList<LogObject>> ListAsync(string prefix, CancellationToken cancellationToken = default)
    {
        ThrowIfAway();
        return Task.FromResult<IReadOnlyList<LogObject>>(
            [.. Objects.Where(o => o.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(o => new LogObject(o.Key, o.Value.Length)).OrderBy(o => o.Name, StringComparer.Ordinal)]);
    }

    public IAsyncEnumerable<string> ListFoldersAsync(string prefix, CancellationToken cancellationToken = default)
    {
        ThrowIfAway();
        return Objects.Keys.Where(n => n.StartsWith(prefix, StringComparison.Ordinal) && n[prefix.Length..].Contains('/', StringComparison.Ordinal))
            .Select(n => n[prefix.Length..].Split('/')[0]).Distinct(StringComparer.Ordinal).ToAsyncEnumerable();
    }

    public Task DeleteAsync(string prefix, CancellationToken cancellationToken = default)
    {
        ThrowIfAway();
        foreach (var name in Objects.Keys.Where(n => n.StartsWith(prefix, StringComparison.Ordinal)))
        {
            _ = Objects.TryRemove(name, out _);
        }

        return Task.CompletedTask;
    }

    private void ThrowIfAway()
    {
        if (IsAway)
        {
            throw new IOException("The archive is away.");
        }
    }
}
