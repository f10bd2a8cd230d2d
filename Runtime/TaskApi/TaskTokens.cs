using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Orrery.Grains.Interfaces.Runs;

namespace Orrery.Runtime.TaskApi;

/// <summary>A try that may ask, and who hides what it is told.</summary>
/// <param name="Task">The try.</param>
/// <param name="Hide">Called with secrets before the try is told them.</param>
internal sealed record TaskCaller(TaskKey Task, Action<IReadOnlyCollection<string>> Hide);

/// <summary>The tokens of the tries that run on this host. A token is good from its registration until the try has ended.</summary>
internal sealed class TaskTokens
{
    private const int TokenBytes = 32;

    // By hash: how long a look-up takes tells nothing of the tokens.
    private readonly ConcurrentDictionary<string, (Guid Lease, TaskCaller Caller)> _callers = new(StringComparer.Ordinal);

    /// <summary>Whether anybody may ask.</summary>
    public bool IsEmpty => _callers.IsEmpty;

    /// <summary>A new token.</summary>
    public static string Create() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));

    /// <summary>Lets a try ask.</summary>
    public void Add(string token, Guid lease, TaskCaller caller) => _callers[HashOf(token)] = (lease, caller);

    /// <summary>Ends that.</summary>
    public void Remove(Guid lease)
    {
        foreach (var (hash, known) in _callers)
        {
            if (known.Lease == lease)
            {
                _callers.TryRemove(hash, out _);
            }
        }
    }

    /// <summary>Who brings a token; null: nobody who runs here.</summary>
    public TaskCaller? Find(string token) => _callers.TryGetValue(HashOf(token), out var known) ? known.Caller : null;

    private static string HashOf(string token) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
