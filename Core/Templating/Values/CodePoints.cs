using System.Text;

namespace Orrery.Core.Templating.Values;

/// <summary>Strings as Python sees them: sequences of code points, where .NET has UTF-16 units.</summary>
internal static class CodePoints
{
    public static int Count(string text)
    {
        int count = text.Length;
        for (int i = 1; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text[i - 1], text[i]))
            {
                count--;
            }
        }
        return count;
    }

    public static string Slice(string text, int start, int count)
    {
        int from = Offset(text, 0, start);
        return text[from..Offset(text, from, count)];
    }

    public static IEnumerable<string> Split(string text)
    {
        for (int i = 0; i < text.Length;)
        {
            int next = Offset(text, i, 1);
            yield return text[i..next];
            i = next;
        }
    }

    public static string Reverse(string text) => string.Concat(Split(text).Reverse());

    /// <summary>Orders by code point; ordinal order would put an emoji before some rarely used letters.</summary>
    public static int Compare(string a, string b)
    {
        int common = Math.Min(a.Length, b.Length);
        for (int i = 0; i < common; i++)
        {
            if (a[i] != b[i])
            {
                bool sameKind = char.IsSurrogate(a[i]) == char.IsSurrogate(b[i]);
                return sameKind ? a[i] - b[i] : char.IsSurrogate(a[i]) ? 1 : -1;
            }
        }
        return a.Length - b.Length;
    }

    /// <summary>Code points in front of a UTF-16 offset.</summary>
    public static int CountBefore(string text, int offset) => Count(text[..offset]);

    private static int Offset(string text, int from, int codePoints)
    {
        int at = from;
        for (; codePoints > 0 && at < text.Length; codePoints--)
        {
            at += Rune.TryGetRuneAt(text, at, out var rune) ? rune.Utf16SequenceLength : 1;
        }
        return at;
    }
}
