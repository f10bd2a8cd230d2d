using System.Text;
using Orrery.Core.Templating.Rendering;
using Orrery.Core.Templating.Values;

namespace Orrery.Core.Templating.Library;

/// <summary>Python's <c>'%s and %05.1f' % (a, b)</c>, and Jinja's filter <c>format</c>.</summary>
internal static class PercentFormat
{
    public static StringValue Apply(RenderSession session, string format, TemplateValue values) =>
        values is TupleValue { TypeName: TupleValue.Tuple } tuple
            ? Apply(session, format, tuple.Items, null)
            : Apply(session, format, [values], values as DictValue);

    public static StringValue Apply(RenderSession session, string format, IReadOnlyList<TemplateValue> values, DictValue? named)
    {
        var output = session.NewText();
        int next = 0;
        bool byName = false;
        for (int i = 0; i < format.Length; i++)
        {
            if (format[i] != '%')
            {
                output.Append(format[i]);
                continue;
            }
            i++;
            TemplateValue? value = null;
            if (i < format.Length && format[i] == '(')
            {
                value = Named(format, ref i, named);
                byName = true;
            }
            var field = ReadField(format, ref i, out bool alternate);
            int? precision = ReadPrecision(format, ref i);
            char type = i < format.Length ? format[i] : throw TemplateFault.Runtime($"the format '{format}' ends within a '%' directive");
            if (type == '%')
            {
                output.Append('%');
                continue;
            }
            value ??= next < values.Count
                ? values[next++]
                : throw TemplateFault.Runtime($"the format '{format}' needs more than {values.Count} values");
            PythonEquality.Use(value);
            output.Append(One(session, type, value, field, precision, alternate));
        }
        return next < values.Count && !byName && named is null
            ? throw TemplateFault.Runtime($"the format '{format}' uses {next} of {values.Count} values")
            : session.Text(output);
    }

    private static string One(
        RenderSession session, char type, TemplateValue value, FormatField field, int? precision, bool alternate)
    {
        // Unlike str.format, % puts texts to the right, and never fills them with zeros.
        var ofText = field with { Fill = " ", Align = field.Align == '<' ? '<' : '>' };
        return type switch
        {
            's' => ofText.Text(session, session.Str(value), precision),
            'r' or 'a' => ofText.Text(session, PythonText.Repr(value, session.MaxTextLength), precision),
            'c' => ofText.Text(session, Character(value), null),
            _ => field.Number(session, value, new NumberFormat(type, precision, alternate, Grouping: "")),
        };
    }

    private static string Character(TemplateValue value) => value switch
    {
        StringValue text when CodePoints.Count(text.Value) == 1 => text.Value,
        _ when Numbers.IsInteger(value) && Rune.TryCreate(Numbers.ToInt32(value, "%c"), out var rune) => rune.ToString(),
        _ => throw TemplateFault.Runtime("%c needs one character or its number"),
    };

    private static TemplateValue Named(string format, ref int at, DictValue? named)
    {
        int close = format.IndexOf(')', at);
        if (close < 0 || named is null)
        {
            throw TemplateFault.Runtime(close < 0 ? $"the format '{format}' has '%(' without ')'" : "a format with '%(name)' needs a dict");
        }
        string name = format[(at + 1)..close];
        at = close + 1;
        return named.Items.GetValueOrDefault(new StringValue(name)) ?? throw TemplateFault.Runtime($"the dict has no key '{name}'");
    }

    private static FormatField ReadField(string format, ref int at, out bool alternate)
    {
        int start = at;
        while (at < format.Length && format[at] is '-' or '+' or ' ' or '0' or '#')
        {
            at++;
        }
        string flags = format[start..at];
        alternate = flags.Contains('#', StringComparison.Ordinal);
        bool left = flags.Contains('-', StringComparison.Ordinal);
        bool zeros = flags.Contains('0', StringComparison.Ordinal) && !left;
        string sign = flags.Contains('+', StringComparison.Ordinal) ? "+" : flags.Contains(' ', StringComparison.Ordinal) ? " " : "";
        return new FormatField(FormatField.ReadDigits(format, ref at) ?? 0, zeros ? "0" : " ", left ? '<' : zeros ? '=' : '>', sign);
    }

    private static int? ReadPrecision(string format, ref int at)
    {
        if (at >= format.Length || format[at] != '.')
        {
            return null;
        }
        at++;
        return FormatField.ReadDigits(format, ref at) ?? 0;
    }
}
