using System.Text;
using Orrery.Storage.Sql;

namespace Orrery.Storage.Postgres;

/// <summary>Values as PostgreSQL keeps them: instants and spans as microseconds, ids as 16 bytes.</summary>
internal static class PostgresValue
{
    private const char Replacement = '\uFFFD';

    public static long? Of(DateTimeOffset? value) => value is { } instant ? Instants.ToMicroseconds(instant) : null;

    public static long Of(TimeSpan value) => value.Ticks / TimeSpan.TicksPerMicrosecond;

    public static byte[]? Of(Guid? value) => value?.ToByteArray(bigEndian: true);

    /// <summary>The text; what is no Unicode text becomes U+FFFD. PostgreSQL keeps no U+0000.</summary>
    public static string Of(string text)
    {
        var clean = text.Contains('\0', StringComparison.Ordinal) ? text.Replace('\0', Replacement) : text;
        return clean.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(clean)) : clean;
    }
}
