using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Orrery.Core.Assets;

/// <summary>Numbers for assets and aliases, which clients of Airflow's API name them by.</summary>
public static class AssetIds
{
    // What a double, and so JSON between systems, holds exactly.
    private const long Mask = (1L << 52) - 1;

    /// <summary>The number of an asset, which follows from its URI, or of an alias, from its name.</summary>
    public static long Of(string text) => BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text))) & Mask;

    /// <summary>The id an event of this moment has if none is above it yet: microseconds since 1970.</summary>
    public static long EventAt(DateTimeOffset moment) => (moment - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
