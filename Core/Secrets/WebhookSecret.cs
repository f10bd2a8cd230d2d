using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Orrery.Core.Secrets;

/// <summary>
/// What the host of a repository signs its calls with. It is made of a key of the installation and the bundle's name, so that it need not be kept; whoever
/// learns that of one bundle knows neither the key nor that of another.
/// </summary>
public static class WebhookSecret
{
    /// <summary>The header with the signature, as GitHub and those that do as it does send it.</summary>
    public const string SignatureHeader = "X-Hub-Signature-256";

    private const string Algorithm = "sha256=";
    private const int BufferSize = 16 << 10;

    /// <summary>The secret of a bundle's webhook: 64 hex digits.</summary>
    /// <param name="key">A key of the installation.</param>
    /// <param name="bundle">Name of the bundle.</param>
    public static string Of(SecretKey key, string bundle)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Convert.ToHexStringLower(HMACSHA256.HashData(key.Bytes, Encoding.UTF8.GetBytes($"webhook/{bundle}")));
    }

    /// <summary>Whether somebody signed a body who knows the secret: that of any key of the installation, so that rotating them breaks no webhook.</summary>
    /// <remarks>Strangers may send what they like, so that the body is looked at as it comes and never kept; without a signature it is not read at all.</remarks>
    /// <param name="ring">The keys of the installation.</param>
    /// <param name="bundle">Name of the bundle.</param>
    /// <param name="body">The body of the call.</param>
    /// <param name="signature">The value of <see cref="SignatureHeader"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<bool> IsSignedAsync(KeyRing ring, string bundle, Stream body, string? signature, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ring);
        ArgumentNullException.ThrowIfNull(body);
        if (Read(signature) is not { } given)
        {
            return false;
        }

        List<IncrementalHash> hashes = [.. ring.Keys.Select(k => IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(Of(k, bundle))))];
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count)
            {
                hashes.ForEach(h => h.AppendData(buffer, 0, count));
            }

            // All of them, so that the time tells nothing.
            return hashes.Aggregate(false, (isSigned, hash) => isSigned | CryptographicOperations.FixedTimeEquals(hash.GetHashAndReset(), given));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            hashes.ForEach(h => h.Dispose());
        }
    }

    private static byte[]? Read(string? signature)
    {
        var given = new byte[HMACSHA256.HashSizeInBytes];
        return signature is not null && signature.StartsWith(Algorithm, StringComparison.Ordinal)
            && Convert.FromHexString(signature.AsSpan(Algorithm.Length), given, out _, out var written) == OperationStatus.Done && written == given.Length
            ? given
            : null;
    }
}
