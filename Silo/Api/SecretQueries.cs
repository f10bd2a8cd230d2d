using Orrery.Grains.Interfaces.Secrets;

namespace Orrery.Silo.Api;

/// <summary>What lists of variables and connections are asked for.</summary>
internal static class SecretQueries
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 1_000;
    private const int MaxOffset = 1_000_000;

    /// <summary>Reads the part that is wanted.</summary>
    /// <param name="query">The parameters.</param>
    /// <param name="pattern">Name of the one with the pattern of names.</param>
    /// <param name="fields">Fields to order by.</param>
    public static SecretQuery Read(QueryReader query, string pattern, params ReadOnlySpan<string> fields) => new()
    {
        Pattern = query.Text(pattern) is { } text and not "~" ? text : null,
        OrderBy = [.. query.OrderBy(fields)],
        Limit = query.Int("limit", DefaultLimit, 0, MaxLimit),
        Offset = query.Int("offset", 0, 0, MaxOffset),
    };

    /// <summary>A name that is the rest of a path, in which a client may have encoded slashes.</summary>
    public static string Decode(string rest) => rest.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
}
