using System.Buffers.Text;
using System.Security.Cryptography;

namespace Orrery.Core.Secrets;

/// <summary>A key of 256 bits by which secrets are sealed. Written <c>orrery_key_</c> and 43 characters of base64url.</summary>
public sealed class SecretKey
{
    /// <summary>How the text of a key begins, so that people and scanners recognise it.</summary>
    public const string Prefix = "orrery_key_";

    /// <summary>Length in bytes: 32.</summary>
    public const int Length = 32;

    private readonly byte[] _bytes;

    private SecretKey(byte[] bytes)
    {
        _bytes = bytes;
        Id = Convert.ToHexStringLower(SHA256.HashData([.. "orrery secret key\0"u8, .. bytes]).AsSpan(0, KeyRing.KeyIdBytes));
    }

    /// <summary>Names the key without telling it: 16 hex digits, the same wherever the key is.</summary>
    public string Id { get; }

    /// <summary>The key itself.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>A new key.</summary>
    /// <param name="random">Fills a span with random bytes fit for keys.</param>
    public static SecretKey Create(Action<Span<byte>> random)
    {
        var bytes = new byte[Length];
        random(bytes);
        return new SecretKey(bytes);
    }

    /// <summary>Reads the text of a key; null when it is none.</summary>
    public static SecretKey? TryParse(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || !Base64Url.IsValid(text.AsSpan(Prefix.Length), out var length) || length != Length)
        {
            return null;
        }

        return new SecretKey(Base64Url.DecodeFromChars(text.AsSpan(Prefix.Length)));
    }

    /// <summary>The text of the key, which is as secret as the key. <see cref="ToString"/> tells the id only.</summary>
    public string Reveal() => Prefix + Base64Url.EncodeToString(_bytes);

    /// <inheritdoc/>
    public override string ToString() => Id;
}
