using System.Globalization;
using System.Security.Cryptography;

namespace Orrery.Core.Identity;

/// <summary>Hashes of passwords: PBKDF2 with SHA-256, written with how they were made, so that the cost can be raised.</summary>
public static class PasswordHash
{
    /// <summary>How often a password is hashed today.</summary>
    public const int Iterations = 600_000;

    /// <summary>Fewest characters of a password.</summary>
    public const int MinLength = 12;

    /// <summary>Most characters of a password: a longer one would only cost.</summary>
    public const int MaxLength = 256;

    private const string Scheme = "pbkdf2-sha256";
    private const int SaltBytes = 16;
    private const int HashBytes = 32;
    private const int MostIterations = 100_000_000;

    /// <summary>What is wrong with a new password; null when nothing is.</summary>
    public static string? Problem(string password) =>
        password.Length < MinLength ? $"The password has {password.Length} characters: give at least {MinLength}."
        : password.Length > MaxLength ? $"The password has {password.Length} characters: give at most {MaxLength}."
        : password.Distinct().Count() < 4 ? "The password repeats a few characters: give one that is harder to guess."
        : null;

    /// <summary>Hashes a password with a salt of its own. Takes about a fifth of a second.</summary>
    public static string Create(string password) => Create(password, Iterations);

    /// <summary>Whether this is the password. Takes as long for all wrong ones, and for a hash that cannot be read.</summary>
    public static bool Matches(string? hash, string password)
    {
        var (iterations, salt, expected) = Read(hash) ?? (Iterations, new byte[SaltBytes], new byte[HashBytes]);
        var actual = Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA256, expected.Length);
        return CryptographicOperations.FixedTimeEquals(actual, expected) && Read(hash) is not null;
    }

    /// <summary>Whether the hash was made with less than is asked for today.</summary>
    public static bool IsOutdated(string hash) => Read(hash) is not { Iterations: >= Iterations };

    internal static string Create(string password, int iterations)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        var hash = Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA256, HashBytes);
        return string.Create(CultureInfo.InvariantCulture, $"{Scheme}${iterations}${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}");
    }

    private static (int Iterations, byte[] Salt, byte[] Hash)? Read(string? hash)
    {
        if (hash?.Split('$') is not [Scheme, var count, var salt, var value]
            || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var iterations) || iterations is < 1 or > MostIterations)
        {
            return null;
        }

        var saltBytes = new byte[SaltBytes];
        var hashBytes = new byte[HashBytes];
        return Convert.TryFromBase64String(salt, saltBytes, out var saltLength) && saltLength == SaltBytes
            && Convert.TryFromBase64String(value, hashBytes, out var hashLength) && hashLength == HashBytes
            ? (iterations, saltBytes, hashBytes)
            : null;
    }
}
