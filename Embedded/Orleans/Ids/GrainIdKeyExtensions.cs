using System.Globalization;

namespace Orleans.Runtime;

/// <summary>Turns GUIDs and integers into keys and back.</summary>
public static class GrainIdKeyExtensions
{
    /// <summary>Makes a key from an integer.</summary>
    /// <param name="key">The integer.</param>
    /// <returns>The key: the integer in upper-case hexadecimal.</returns>
    public static IdSpan CreateIntegerKey(long key) => IdSpan.Create(key.ToString("X", CultureInfo.InvariantCulture));

    /// <summary>Makes a key from a GUID.</summary>
    /// <param name="key">The GUID.</param>
    /// <returns>The key: the GUID as 32 digits.</returns>
    public static IdSpan CreateGuidKey(Guid key) => IdSpan.Create(key.ToString("N"));

    /// <summary>Reads the integer in a grain's key.</summary>
    /// <param name="grainId">The grain's id.</param>
    /// <returns>The integer.</returns>
    /// <exception cref="ArgumentException">The key is not an integer.</exception>
    public static long GetIntegerKey(this GrainId grainId) =>
        long.TryParse(grainId.Key.ToString(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var key)
            ? key
            : throw new ArgumentException($"The key of grain '{grainId}' is not an integer.", nameof(grainId));

    /// <summary>Reads the GUID in a grain's key.</summary>
    /// <param name="grainId">The grain's id.</param>
    /// <returns>The GUID.</returns>
    /// <exception cref="ArgumentException">The key is not a GUID.</exception>
    public static Guid GetGuidKey(this GrainId grainId) =>
        Guid.TryParseExact(grainId.Key.ToString(), "N", out var key)
            ? key
            : throw new ArgumentException($"The key of grain '{grainId}' is not a GUID.", nameof(grainId));
}
