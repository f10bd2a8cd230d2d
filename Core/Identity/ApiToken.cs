using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Orrery.Core.Identity;

/// <summary>The form of tokens of programs: <c>ort_</c>, a public id by which it is found, <c>_</c> and a secret of 256 bits.</summary>
/// <param name="TokenId">The id: 16 hex digits.</param>
/// <param name="Secret">The secret.</param>
public readonly record struct ApiToken(string TokenId, string Secret)
{
    private const string Prefix = "ort_";
    private const int IdLength = 16;
    private const int SecretBytes = 32;
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>What is kept of it: SHA-256 of the secret, 64 hex digits.</summary>
    public string SecretHash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Secret)));

    /// <summary>Whether this is the secret with that hash. Takes the same time for all wrong ones.</summary>
    public bool Matches(string secretHash) => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(SecretHash), Encoding.ASCII.GetBytes(secretHash));

    /// <summary>A new one of these random bytes: 8 for the id, then 32 for the secret.</summary>
    public static ApiToken Of(ReadOnlySpan<byte> random) =>
        new(Convert.ToHexStringLower(random[..(IdLength / 2)]), Base64Url.EncodeToString(random.Slice(IdLength / 2, SecretBytes)));

    /// <summary>How many random bytes <see cref="Of"/> takes.</summary>
    public const int RandomBytes = (IdLength / 2) + SecretBytes;

    /// <summary>Reads a token; false: it is none of this form.</summary>
    public static bool TryParse(string text, out ApiToken token)
    {
        var isOne = text.Length is > 4 + IdLength + 1 and < 200 && text.StartsWith(Prefix, StringComparison.Ordinal) && text[4 + IdLength] == '_'
            && text.AsSpan(4, IdLength).IndexOfAnyExcept(HexDigits) < 0;
        token = isOne ? new ApiToken(text.Substring(4, IdLength), text[(4 + IdLength + 1)..]) : default;
        return isOne;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Prefix}{TokenId}_{Secret}";
}
