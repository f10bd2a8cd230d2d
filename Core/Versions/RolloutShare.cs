using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Orrery.Core.Versions;

/// <summary>Which runs are in the share of a candidate. Decided by the ids alone, so it is the same whoever asks and however often.</summary>
public static class RolloutShare
{
    /// <summary>
    /// The place of a run among a hundred: the first eight bytes of the SHA-256 of <c>dag_id</c>, a line feed and <c>run_id</c> in UTF-8, as a
    /// big-endian number, modulo 100.
    /// </summary>
    public static int PlaceOf(string dagId, string runId) =>
        (int)(BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{dagId}\n{runId}"))) % 100);

    /// <summary>Whether a run is in a share of this many percent. A run in a share is in every greater one too.</summary>
    public static bool Contains(string dagId, string runId, int percent) => PlaceOf(dagId, runId) < percent;
}
