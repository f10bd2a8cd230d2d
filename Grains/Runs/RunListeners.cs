namespace Orrery.Grains.Runs;

/// <summary>
/// The runs that want to hear of a run, or of an asset. Soft: who still listens says so again every <see cref="RepeatAfter"/>, and who does not is
/// forgotten, so nothing needs to be taken back and a lost word delays a listener by that long at most. Used only in the turns of one grain.
/// </summary>
internal sealed class RunListeners
{
    /// <summary>How often a listener says that it still listens.</summary>
    public static readonly TimeSpan RepeatAfter = TimeSpan.FromMinutes(1);

    /// <summary>More than this many are not remembered: they learn of changes when they ask again.</summary>
    public const int Limit = 1000;

    private static readonly TimeSpan ForgetAfter = 3 * RepeatAfter;

    private readonly Dictionary<string, DateTimeOffset> _listeners = new(StringComparer.Ordinal);

    /// <summary>Remembers a listener for a while; the same one again renews it.</summary>
    /// <returns>Whether it is one more.</returns>
    public bool Add(string runKey, DateTimeOffset now)
    {
        Forget(now);
        var isKnown = _listeners.ContainsKey(runKey);
        if (!isKnown && _listeners.Count >= Limit)
        {
            return false;
        }

        _listeners[runKey] = now + ForgetAfter;
        return !isKnown;
    }

    /// <summary>Those who listen now.</summary>
    public IReadOnlyCollection<string> At(DateTimeOffset now)
    {
        Forget(now);
        return _listeners.Keys;
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var (runKey, until) in _listeners)
        {
            if (until <= now)
            {
                _listeners.Remove(runKey);
            }
        }
    }
}
