using System.Buffers;
using System.Globalization;

namespace Orrery.Core.DagFiles;

/// <summary>Sizes of memory as people write them: bytes (<c>1048576</c>), or a number with a unit (<c>512m</c>, <c>1.5 GiB</c>), by 1024.</summary>
public static class SizeText
{
    /// <summary>What a size looks like, for messages.</summary>
    public const string Examples = "write a number of bytes, '512m' or '2 GiB'";

    private const string Units = "kmgt";
    private const int Step = 1024;

    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    /// <summary>Reads a size; false when the text is none, or one of 8 EiB and more.</summary>
    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        var rest = text.AsSpan().Trim();
        var digits = rest.IndexOfAnyExcept(NumberCharacters) is >= 0 and var end ? end : rest.Length;
        if (!decimal.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            || !TryUnit(rest[digits..].Trim(), out var factor)
            || number > long.MaxValue / factor)
        {
            return false;
        }

        bytes = (long)(number * factor);
        return bytes == number * factor;
    }

    private static bool TryUnit(ReadOnlySpan<char> unit, out long factor)
    {
        factor = 1;
        Span<char> lower = stackalloc char[4];
        if (unit.Length > lower.Length)
        {
            return false;
        }

        lower = lower[..unit.ToLowerInvariant(lower)];
        if (lower is [] or ['b'])
        {
            return true;
        }

        for (var i = 0; i <= Units.IndexOf(lower[0]); i++)
        {
            factor *= Step;
        }

        return factor > 1 && lower[1..] is ([] or ['b'] or ['i'] or ['i', 'b']);
    }
}
