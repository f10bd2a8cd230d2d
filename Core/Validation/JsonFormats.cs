using System.Globalization;

namespace Orrery.Core.Validation;

/// <summary>The values of JSON Schema's <c>format</c> that are checked; all others are annotations.</summary>
internal static class JsonFormats
{
    private static readonly string[] DateTimes =
    [
        "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'",
    ];

    /// <summary>Whether the text is of the format, or the format is not one that is checked.</summary>
    public static bool Matches(string format, string text) => format switch
    {
        "date-time" => DateTimeOffset.TryParseExact(
            text.ToUpperInvariant(), DateTimes, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _),
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "time" => TimeOnly.TryParseExact(text, "HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "ipv4" => IsIpv4(text),
        _ => true,
    };

    private static bool IsIpv4(string text)
    {
        var parts = text.Split('.');
        return parts.Length == 4 && parts.All(p =>
            byte.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out _) && (p.Length == 1 || p[0] != '0'));
    }
}
