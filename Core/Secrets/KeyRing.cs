using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Orrery.Core.Secrets;

/// <summary>The keys of an installation: the first seals, all of them open.</summary>
/// <remarks>
/// Sealed is AES-256-GCM: <c>version, id of the key, nonce, tag, ciphertext</c>. Kind and name of the secret are authenticated with it, so that
/// what was sealed for one name is worth nothing under another, also for who can write to the store. A nonce is random and of 96 bits: rotate a
/// key before it has sealed four thousand million values.
/// </remarks>
public sealed class KeyRing
{
    /// <summary>Most keys in a ring: 100.</summary>
    public const int MaxKeys = 100;

    /// <summary>Bytes of a key's id.</summary>
    internal const int KeyIdBytes = 8;

    private const byte Version = 1;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int HeaderBytes = 1 + KeyIdBytes;
    private const int Overhead = HeaderBytes + NonceBytes + TagBytes;

    private readonly Action<Span<byte>> _random;

    /// <summary>Makes a ring.</summary>
    /// <param name="keys">The keys, the one that seals first; at least one.</param>
    /// <param name="random">Fills a span with random bytes fit for nonces.</param>
    /// <exception cref="ArgumentException">There is no key, or one comes twice.</exception>
    public KeyRing(ImmutableArray<SecretKey> keys, Action<Span<byte>> random)
    {
        if (keys.IsDefaultOrEmpty || keys.Length > MaxKeys || keys.DistinctBy(k => k.Id).Count() != keys.Length)
        {
            throw new ArgumentException($"A key ring has 1 to {MaxKeys} keys, each once.", nameof(keys));
        }

        (Keys, _random) = (keys, random);
    }

    /// <summary>The keys, the one that seals first.</summary>
    public ImmutableArray<SecretKey> Keys { get; }

    /// <summary>Id of the key that seals.</summary>
    public string SealingKeyId => Keys[0].Id;

    /// <summary>Whether a key is in the ring.</summary>
    public bool Has(string keyId) => Find(keyId) is not null;

    /// <summary>The same ring with a key in front, which seals from now on.</summary>
    public KeyRing WithNew(SecretKey key) => new([key, .. Keys.Where(k => k.Id != key.Id)], _random);

    /// <summary>Seals a secret with the first key.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="name">Whose it is: key of the variable, id of the connection.</param>
    /// <param name="value">The secret.</param>
    public byte[] Seal(SecretKind kind, string name, ReadOnlySpan<byte> value)
    {
        var key = Keys[0];
        var envelope = new byte[Overhead + value.Length];
        envelope[0] = Version;
        Convert.FromHexString(key.Id).CopyTo(envelope, 1);
        var nonce = envelope.AsSpan(HeaderBytes, NonceBytes);
        _random(nonce);
        using var aes = new AesGcm(key.Bytes, TagBytes);
        aes.Encrypt(nonce, value, envelope.AsSpan(Overhead), envelope.AsSpan(HeaderBytes + NonceBytes, TagBytes), Context(envelope, kind, name));
        return envelope;
    }

    /// <summary>Opens what was sealed for this kind and name.</summary>
    /// <exception cref="SecretUnreadableException">Its key is not in the ring, or it was damaged, moved or tampered with.</exception>
    public byte[] Open(SecretKind kind, string name, ReadOnlySpan<byte> envelope)
    {
        var what = $"The {kind.WireName()} '{name}'";
        if (envelope.Length < Overhead || envelope[0] != Version)
        {
            throw new SecretUnreadableException(
                $"{what} cannot be opened: what is stored has no form that this version knows. Was it written by a newer one? Upgrade, or set it again.");
        }

        var keyId = Convert.ToHexStringLower(envelope.Slice(1, KeyIdBytes));
        if (Find(keyId) is not { } key)
        {
            throw new SecretUnreadableException(
                $"{what} was sealed with the key {keyId}, which this server does not have (it has {string.Join(", ", Keys.Select(k => k.Id))}). "
                + "Add that key to the server's secret keys and start it again; if it is lost, delete what it sealed and set it again. See: orrery secrets check");
        }

        var value = new byte[envelope.Length - Overhead];
        var nonce = envelope.Slice(HeaderBytes, NonceBytes);
        var tag = envelope.Slice(HeaderBytes + NonceBytes, TagBytes);
        try
        {
            using var aes = new AesGcm(key.Bytes, TagBytes);
            aes.Decrypt(nonce, envelope[Overhead..], tag, value, Context(envelope, kind, name));
            return value;
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new SecretUnreadableException(
                $"{what} cannot be opened: what is stored was damaged, or was sealed for another name. Set it again, or restore the store from a backup.");
        }
    }

    private SecretKey? Find(string keyId) => Keys.FirstOrDefault(k => k.Id == keyId);

    /// <summary>What is authenticated beside the secret. Kinds hold no NUL and names come last, so that no two contexts are the same.</summary>
    private static byte[] Context(ReadOnlySpan<byte> envelope, SecretKind kind, string name) =>
        [.. "orrery\0"u8, .. envelope[..HeaderBytes], .. Encoding.UTF8.GetBytes(kind.WireName()), 0, .. Encoding.UTF8.GetBytes(name)];
}
