using System.Diagnostics.CodeAnalysis;

namespace Orrery.Core.Cron;

/// <summary>Finds time zones by IANA id (<c>Europe/Zurich</c>, <c>UTC</c>).</summary>
public static class TimeZones
{
    private const int Suggestions = 3;
    private const int LongestId = 64;

    /// <summary>Finds a zone.</summary>
    /// <param name="id">The IANA id.</param>
    /// <exception cref="TimeZoneNotFoundException">There is none; the message names the nearest ids.</exception>
    public static TimeZoneInfo Find(string id) =>
        TryFind(id, out var zone, out var problem) ? zone : throw new TimeZoneNotFoundException(problem);

    /// <summary>Finds a zone, or says what is wrong and which ids come nearest.</summary>
    /// <param name="id">The IANA id.</param>
    /// <param name="zone">The zone, when the result is true.</param>
    /// <param name="problem">A sentence for the author of the schedule, when the result is false.</param>
    public static bool TryFind(string id, [NotNullWhen(true)] out TimeZoneInfo? zone, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(id);
        (zone, problem) = (null, null);
        if (string.Equals(id, "UTC", StringComparison.Ordinal))
        {
            zone = TimeZoneInfo.Utc;
        }
        else if (!IsWellFormed(id) || !TimeZoneInfo.TryFindSystemTimeZoneById(id, out zone) || IsOtherCase(zone.Id, id))
        {
            (zone, problem) = (null, Explain(id));
        }

        return zone is not null;
    }

    // Ids are looked up as paths below the zone database, so nothing but the characters of an id may get there.
    private static bool IsWellFormed(string id) =>
        id.Length is > 0 and <= LongestId && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '-' or '+');

    // Whether the platform finds an id in another case depends on which zones it has loaded before.
    private static bool IsOtherCase(string found, string id) =>
        !string.Equals(found, id, StringComparison.Ordinal) && string.Equals(found, id, StringComparison.OrdinalIgnoreCase);

    private static string Explain(string id)
    {
        var known = TimeZoneInfo.GetSystemTimeZones();
        if (known.Count <= 1)
        {
            return $"Time zone \"{id}\" is not known because this system has no time zone database; install the package tzdata.";
        }

        var shown = id.Length <= LongestId ? id : id[..LongestId] + "…";
        var nearest = known
            .Select(zone => (zone.Id, Distance: Distance(shown, zone.Id)))
            .Where(candidate => candidate.Distance <= Math.Max(1, shown.Length / 3))
            .OrderBy(candidate => candidate.Distance)
            .ThenBy(candidate => candidate.Id, StringComparer.Ordinal)
            .Take(Suggestions)
            .Select(candidate => $"\"{candidate.Id}\"")
            .ToArray();
        return nearest.Length == 0
            ? $"Time zone \"{shown}\" is not known; write an IANA id such as \"Europe/Zurich\" or \"UTC\"."
            : $"Time zone \"{shown}\" is not known; did you mean {string.Join(" or ", nearest)}? Ids are the IANA ones and case-sensitive.";
    }

    /// <summary>Edits between what was written and an id, ignoring case; a city alone is as near as its own spelling.</summary>
    private static int Distance(string written, string id)
    {
        var city = id[(id.LastIndexOf('/') + 1)..];
        return Math.Min(Edits(written, id), Edits(written, city));
    }

    private static int Edits(string a, string b)
    {
        var row = new int[b.Length + 1];
        for (var j = 0; j < row.Length; j++)
        {
            row[j] = j;
        }

        for (var i = 0; i < a.Length; i++)
        {
            (var diagonal, row[0]) = (row[0], i + 1);
            for (var j = 0; j < b.Length; j++)
            {
                var substitute = diagonal + (Same(a[i], b[j]) ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(substitute, Math.Min(row[j], row[j + 1]) + 1);
            }
        }

        return row[^1];
    }

    private static bool Same(char a, char b) =>
        char.ToUpperInvariant(a) == char.ToUpperInvariant(b) || (a is ' ' or '_' && b is ' ' or '_');
}
