using System.Text;

namespace Orrery.Core.Templating.Library;

/// <summary>Upper and lower case of whole strings, shared by methods and filters.</summary>
internal static class TextCase
{
    public static string Capitalize(string text) =>
        text.Length == 0 ? text : text[..1].ToUpperInvariant() + text[1..].ToLowerInvariant();

    /// <summary>Python's <c>title</c>: every run of letters starts a word.</summary>
    public static string PythonTitle(string text) => Title(text, static previous => !char.IsLetter(previous));

    /// <summary>Jinja's <c>title</c>: words start after white space, hyphens and opening brackets.</summary>
    public static string JinjaTitle(string text) =>
        Title(text, static previous => char.IsWhiteSpace(previous) || previous is '-' or '(' or '{' or '[' or '<');

    public static string Swap(string text) =>
        string.Concat(text.Select(c => char.IsUpper(c) ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c)));

    /// <summary>Whether there is a letter with case and all such have the wanted one.</summary>
    public static bool IsAll(string text, Func<char, bool> wanted) =>
        text.Any(c => char.IsUpper(c) || char.IsLower(c)) && text.Where(c => char.IsUpper(c) || char.IsLower(c)).All(wanted);

    private static string Title(string text, Func<char, bool> startsWord)
    {
        var result = new StringBuilder(text.Length);
        char previous = ' ';
        foreach (char c in text)
        {
            result.Append(startsWord(previous) ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c));
            previous = c;
        }
        return result.ToString();
    }
}
