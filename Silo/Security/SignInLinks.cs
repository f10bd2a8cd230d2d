using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Orrery.Silo.Security;

/// <summary>Links that sign a browser in: each works once, and for a short time. They do not outlive the server.</summary>
public sealed class SignInLinks
{
    /// <summary>How many links may be waiting; a further one takes the place of the oldest.</summary>
    public const int MaxWaiting = 32;

    private const int TokenBytes = 32;

    private readonly Lock _lock = new();
    private readonly List<Waiting> _waiting = [];
    private readonly SecurityOptions _options;
    private readonly TimeProvider _clock;

    internal SignInLinks(SecurityOptions options, TimeProvider clock)
    {
        _options = options;
        _clock = clock;
    }

    /// <summary>Makes a link.</summary>
    /// <param name="server">Address of the server as the browser reaches it.</param>
    public SignInLink Create(Uri server)
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        var expiresAt = _clock.GetUtcNow() + _options.SignInLinkLifetime;
        lock (_lock)
        {
            if (_waiting.Count == MaxWaiting)
            {
                _waiting.RemoveAt(0);
            }

            _waiting.Add(new Waiting(Hash(token), expiresAt));
        }

        return new SignInLink(new Uri(server, $"{SignInEndpoints.Path}?token={token}"), expiresAt);
    }

    /// <summary>Uses a link up; false when there is no such link (any more).</summary>
    internal bool Redeem(string token)
    {
        var hash = Hash(token);
        lock (_lock)
        {
            var now = _clock.GetUtcNow();
            _waiting.RemoveAll(w => w.ExpiresAt <= now);
            return _waiting.RemoveAll(w => CryptographicOperations.FixedTimeEquals(w.Hash, hash)) > 0;
        }
    }

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    private sealed record Waiting(byte[] Hash, DateTimeOffset ExpiresAt);
}

/// <summary>A link that signs a browser in.</summary>
/// <param name="Url">Where the browser goes. Secret until it was opened.</param>
/// <param name="ExpiresAt">Until when.</param>
public sealed record SignInLink(Uri Url, DateTimeOffset ExpiresAt);
