namespace Orrery.Silo.Security;

/// <summary>
/// Makes guessing slow: after some wrong passwords the next attempt has to wait, and longer each time, for the user and address together and for the
/// address. The user alone waits little: a stranger must not be able to lock somebody out. What is remembered is bounded and fades.
/// </summary>
/// <param name="clock">The clock.</param>
public sealed class SignInThrottle(TimeProvider clock)
{
    /// <summary>How many pairs, addresses and users are remembered; of more, those that failed longest ago are forgotten.</summary>
    public const int MaxRemembered = 10_000;

    private static readonly TimeSpan Fades = TimeSpan.FromHours(1);
    private static readonly Limit OfPair = new(Free: 5, Longest: TimeSpan.FromMinutes(15));
    private static readonly Limit OfAddress = new(Free: 20, Longest: TimeSpan.FromMinutes(15));
    private static readonly Limit OfUser = new(Free: 20, Longest: TimeSpan.FromSeconds(15));

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Failures> _failures = new(StringComparer.Ordinal);

    /// <summary>How much is remembered.</summary>
    internal int Count
    {
        get
        {
            lock (_lock)
            {
                return _failures.Count;
            }
        }
    }

    /// <summary>How long an attempt still has to wait; zero: it may be made now.</summary>
    /// <param name="user">Whom they say they are.</param>
    /// <param name="address">Where they come from.</param>
    public TimeSpan Wait(string user, string address)
    {
        var now = clock.GetUtcNow();
        lock (_lock)
        {
            return Keys(user, address).Max(k => _failures.TryGetValue(k.Key, out var known) && known.NotBefore > now ? known.NotBefore - now : TimeSpan.Zero);
        }
    }

    /// <summary>Notes a wrong password.</summary>
    public void Failed(string user, string address)
    {
        var now = clock.GetUtcNow();
        lock (_lock)
        {
            foreach (var (key, limit) in Keys(user, address))
            {
                var count = _failures.TryGetValue(key, out var known) && now - known.LastAt < Fades ? known.Count + 1 : 1;
                _failures[key] = new Failures(count, now, now + limit.DelayAfter(count));
            }

            if (_failures.Count > MaxRemembered)
            {
                // A quarter at once, so that a flood of made-up names does not sort at every attempt.
                foreach (var (key, _) in _failures.OrderBy(f => f.Value.LastAt).Take(MaxRemembered / 4).ToList())
                {
                    _failures.Remove(key);
                }
            }
        }
    }

    /// <summary>Notes the right password: what came before was mistyped.</summary>
    public void Succeeded(string user, string address)
    {
        lock (_lock)
        {
            _failures.Remove(PairKey(user, address));
            _failures.Remove($"u {user}");
        }
    }

    private static (string Key, Limit Limit)[] Keys(string user, string address) =>
        [(PairKey(user, address), OfPair), ($"a {address}", OfAddress), ($"u {user}", OfUser)];

    private static string PairKey(string user, string address) => $"p {address} {user}";

    private readonly record struct Failures(int Count, DateTimeOffset LastAt, DateTimeOffset NotBefore);

    private readonly record struct Limit(int Free, TimeSpan Longest)
    {
        public TimeSpan DelayAfter(int count) =>
            count < Free ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Min(Math.Pow(2, Math.Min(count - Free, 20)), Longest.TotalSeconds));
    }
}
