using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Orrery.Core.Retries;

/// <summary>Spreads what would happen at once, without chance: the same text gives the same number.</summary>
internal static class HashJitter
{
    /// <summary>A number from 0 to one below <paramref name="below"/>: the SHA-1 of the text, modulo that.</summary>
    public static long Of(string text, long below)
    {
        var hash = SHA1.HashData(Encoding.UTF8.GetBytes(text));
        return (long)(new BigInteger(hash, isUnsigned: true, isBigEndian: true) % below);
    }
}
