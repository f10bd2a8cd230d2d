using System.Collections.Immutable;

namespace Orrery.Core.Secrets;

/// <summary>The text of a key ring: keys separated by commas or white space, the one that seals first; lines that begin with <c>#</c> are comments.</summary>
public static class KeyRingText
{
    private static readonly char[] Separators = [',', ' ', '\t', '\r', '\n'];

    /// <summary>Reads keys. What is no key is named by its place, never repeated: it may be a key that was cut short.</summary>
    /// <param name="text">The text.</param>
    /// <param name="problems">Everything that is wrong; empty: nothing.</param>
    public static ImmutableArray<SecretKey> Parse(string text, out ImmutableArray<string> problems)
    {
        var lines = text.Split('\n').Where(l => !l.TrimStart().StartsWith('#'));
        var words = lines.SelectMany(l => l.Split(Separators, StringSplitOptions.RemoveEmptyEntries)).ToList();
        var wrong = ImmutableArray.CreateBuilder<string>();
        var keys = ImmutableArray.CreateBuilder<SecretKey>();
        for (var i = 0; i < words.Count; i++)
        {
            if (SecretKey.TryParse(words[i]) is not { } key)
            {
                wrong.Add($"Key {i + 1} of {words.Count} is no secret key: it must be '{SecretKey.Prefix}' and 43 characters. 'orrery secrets new-key' prints a new one.");
            }
            else if (keys.All(k => k.Id != key.Id))
            {
                keys.Add(key);
            }
        }

        if (words.Count == 0)
        {
            wrong.Add("There is no secret key. 'orrery secrets new-key' prints a new one.");
        }

        if (words.Count > KeyRing.MaxKeys)
        {
            wrong.Add($"There are {words.Count} secret keys, at most {KeyRing.MaxKeys} are allowed. 'orrery secrets check' says which are still in use.");
        }

        problems = wrong.ToImmutable();
        return keys.ToImmutable();
    }

    /// <summary>The text of keys, a line each.</summary>
    public static string Write(IEnumerable<SecretKey> keys) =>
        "# Secret keys of Orrery: the first seals, all of them open. Keep a copy apart from backups of the store.\n" + string.Concat(keys.Select(k => k.Reveal() + "\n"));
}
