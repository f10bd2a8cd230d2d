using System.Diagnostics.CodeAnalysis;
using Orrery.Embedded.Invocation;

namespace Orleans.Runtime;

/// <summary>Values that travel with calls: what a caller sets is seen by the grain, and by those it calls. Changes do not travel back.</summary>
public static class RequestContext
{
    private const string ReentrancyKey = "#CCR";
    private static long _lastReentrancyId;

    /// <summary>The values.</summary>
    public static IEnumerable<KeyValuePair<string, object>> Entries => CallContext.Current.Values ?? [];

    /// <summary>The keys of the values.</summary>
    public static IEnumerable<string> Keys => Entries.Select(entry => entry.Key);

    /// <summary>The chain of calls that may come back to grains in it; empty when none may.</summary>
    public static Guid ReentrancyId
    {
        get => Get(ReentrancyKey) is Guid id ? id : Guid.Empty;
        set
        {
            if (value == Guid.Empty)
            {
                Remove(ReentrancyKey);
            }
            else
            {
                Set(ReentrancyKey, value);
            }
        }
    }

    /// <summary>Lets calls made until the result is disposed come back to the calling grain while it waits for them.</summary>
    /// <returns>What ends the permission.</returns>
    public static ReentrancySection AllowCallChainReentrancy()
    {
        var original = ReentrancyId;
        return new ReentrancySection(original, original == Guid.Empty ? NewReentrancyId() : original);
    }

    /// <summary>Takes the permission of <see cref="AllowCallChainReentrancy"/> back for calls made until the result is disposed.</summary>
    /// <returns>What restores the permission.</returns>
    public static ReentrancySection SuppressCallChainReentrancy() => new(ReentrancyId, Guid.Empty);

    /// <summary>Returns a value.</summary>
    /// <param name="key">Its key.</param>
    /// <returns>The value, or <see langword="null"/> when there is none.</returns>
    public static object? Get(string key) => CallContext.Current.Values is { } values ? values.GetValueOrDefault(key) : null;

    /// <summary>Sets a value for calls from here on.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="value">The value; travels like an argument.</param>
    public static void Set(string key, object value) => CallContext.Current = CallContext.Current.With(key, value);

    /// <summary>Removes a value for calls from here on.</summary>
    /// <param name="key">Its key.</param>
    /// <returns>Whether there was one.</returns>
    public static bool Remove(string key)
    {
        var context = CallContext.Current;
        if (context.Values?.ContainsKey(key) != true)
        {
            return false;
        }

        CallContext.Current = context.Without(key);
        return true;
    }

    /// <summary>Removes all values for calls from here on.</summary>
    public static void Clear() => CallContext.Current = CallContext.Current.WithoutValues();

    // Unique in this process is enough: the id is only compared with those of requests running in it.
    private static Guid NewReentrancyId()
    {
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64LittleEndian(bytes, Interlocked.Increment(ref _lastReentrancyId));
        return new Guid(bytes);
    }

    /// <summary>A part of a method in which calls may, or may not, come back to the calling grain.</summary>
    [SuppressMessage("Usage", "CA2231", Justification = "Never compared; the shape is given by the programming model.")]
    public readonly struct ReentrancySection : IDisposable
    {
        private readonly Guid _original;
        private readonly bool _changed;

        /// <summary>Starts the part.</summary>
        /// <param name="originalReentrancyId">What to restore.</param>
        /// <param name="newReentrancyId">What to use meanwhile.</param>
        public ReentrancySection(Guid originalReentrancyId, Guid newReentrancyId)
        {
            _original = originalReentrancyId;
            _changed = originalReentrancyId != newReentrancyId;
            if (_changed)
            {
                ReentrancyId = newReentrancyId;
            }
        }

        /// <summary>Ends the part.</summary>
        public void Dispose()
        {
            if (_changed)
            {
                ReentrancyId = _original;
            }
        }
    }
}
