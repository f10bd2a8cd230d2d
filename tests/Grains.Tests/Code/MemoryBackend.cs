using System.Collections.Concurrent;
using System.Text;
using Orrery.Runtime.Bundles;

namespace Orrery.Grains.Tests.Code;

/// <summary>A bundle in memory, which can be changed between a listing and a reading.</summary>
internal sealed class MemoryBackend : IBundleBackend
{
    private readonly Dictionary<string, (byte[] Content, DateTimeOffset LastModified, bool IsExecutable)> _files = new(StringComparer.Ordinal);
    private int _clock;

    public string? SourceReference { get; set; }

    /// <summary>Paths in the order in which they were read.</summary>
    public ConcurrentQueue<string> Reads { get; } = new();

    /// <summary>Called before a file is read.</summary>
    public Action<string> OnRead { get; set; } = _ => { };

    public void Write(string path, string content, bool isExecutable = false)
    {
        lock (_files)
        {
            _files[path] = (Encoding.UTF8.GetBytes(content), DateTimeOffset.UnixEpoch.AddSeconds(++_clock), isExecutable);
        }
    }

    public void Remove(string path)
    {
        lock (_files)
        {
            _files.Remove(path);
        }
    }

    public Task<IReadOnlyList<BundleFile>> ListAsync(CancellationToken cancellationToken = default)
    {
        lock (_files)
        {
            return Task.FromResult<IReadOnlyList<BundleFile>>(
                [.. _files.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => new BundleFile(f.Key, f.Value.Content.Length, f.Value.LastModified, f.Value.IsExecutable))]);
        }
    }

    public Task<byte[]> ReadAsync(string path, long maxBytes, CancellationToken cancellationToken = default)
    {
        OnRead(path);
        Reads.Enqueue(path);
        lock (_files)
        {
            return _files.TryGetValue(path, out var file) ? Task.FromResult(file.Content) : throw new BundleException($"There is no file '{path}'.");
        }
    }
}
