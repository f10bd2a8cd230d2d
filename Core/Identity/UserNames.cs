using System.Buffers;

namespace Orrery.Core.Identity;

/// <summary>Names of users: they end up in paths, and in the audit beside the names the server uses for itself.</summary>
public static class UserNames
{
    /// <summary>Longest name, in characters.</summary>
    public const int MaxLength = 100;

    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789._@+-");

    // Others than people appear under these.
    private static readonly string[] Taken = ["api", "cli", "owner", "scheduler", "rest_api", "me", "anonymous"];

    /// <summary>A name as it is kept: upper and lower case are the same to people.</summary>
    public static string Normalize(string name) => name.Trim().ToLowerInvariant();

    /// <summary>What is wrong with a normalized name, and what would be right; null when it is good.</summary>
    public static string? Problem(string name) =>
        name.Length is 0 or > MaxLength ? $"A user's name has 1 to {MaxLength} characters, not {name.Length}."
        : name.AsSpan().IndexOfAnyExcept(Allowed) >= 0 || name[0] is '.' or '-' ? "A user's name is made of letters, digits, '.', '_', '@', '+' and '-', and begins with none of '.' and '-'."
        : Taken.Contains(name, StringComparer.Ordinal) ? $"'{name}' is what the server calls itself or its owner: choose another name."
        : null;
}
