using System.Globalization;
using Orrery.Core.Templating.Rendering;
using Orrery.Core.Templating.Values;

namespace Orrery.Core.Templating.Library;

/// <summary>Python's <c>'{} {name:&gt;8}'.format(…)</c>; fields name arguments only, never attributes of them.</summary>
internal static class BraceFormat
{
    public static string Apply(
        RenderSession session, string format, IReadOnlyList<TemplateValue> values, IReadOnlyList<KeyValuePair<string, TemplateValue>> named)
    {
        var output = session.NewText();
        int next = 0;
        for (int i = 0; i < format.Length; i++)
        {
            char c = format[i];
            if (c is '{' or '}' && i + 1 < format.Length && format[i + 1] == c)
            {
                output.Append(c);
                i++;
            }
            else if (c == '{')
            {
                int close = format.IndexOf('}', i);
                string field = close > 0 ? format[(i + 1)..close] : throw TemplateFault.Runtime($"the format '{format}' has '{{' without '}}'");
                output.Append(Field(field));
                i = close;
            }
            else if (c == '}')
            {
                throw TemplateFault.Runtime($"the format '{format}' has '}}' without '{{'; write '}}}}' for the character");
            }
            else
            {
                output.Append(c);
            }
        }
        return session.Text(output).Value;

        string Field(string field)
        {
            int colon = field.IndexOf(':', StringComparison.Ordinal);
            string specification = colon < 0 ? "" : field[(colon + 1)..];
            string name = colon < 0 ? field : field[..colon];
            int bang = name.IndexOf('!', StringComparison.Ordinal);
            string conversion = bang < 0 ? "" : name[(bang + 1)..];
            name = bang < 0 ? name : name[..bang];
            var value = name.Length == 0 ? Positional(next++)
                : int.TryParse(name, CultureInfo.InvariantCulture, out int index) ? Positional(index) : Named(name);
            PythonEquality.Use(value);
            value = conversion switch
            {
                "" => value,
                "s" => new StringValue(session.Str(value)),
                "r" => new StringValue(PythonText.Repr(value, session.MaxTextLength)),
                _ => throw TemplateFault.Runtime($"'!{conversion}' is no conversion; use !s or !r"),
            };
            return One(session, value, specification);
        }

        TemplateValue Positional(int index) => index >= 0 && index < values.Count
            ? values[index]
            : throw TemplateFault.Runtime($"the format '{format}' needs more than {values.Count} values");

        TemplateValue Named(string name) => named.FirstOrDefault(n => n.Key == name).Value
            ?? throw TemplateFault.Runtime($"the format '{format}' has the field '{name}', which was not given");
    }

    private static string One(RenderSession session, TemplateValue value, string specification)
    {
        if (value is DateTimeValue moment && specification.Length > 0)
        {
            return Strftime.Format(moment, specification, session.MaxTextLength);
        }
        int at = 0;
        string fill = " ";
        char? align = null;
        if (specification.Length > 1 && IsAlign(specification[1]))
        {
            fill = specification[..1];
            align = specification[1];
            at = 2;
        }
        else if (specification.Length > 0 && IsAlign(specification[0]))
        {
            align = specification[0];
            at = 1;
        }
        string sign = Optional(specification, ref at, "+- ") is { } s and not '-' ? s.ToString() : "";
        bool alternate = Optional(specification, ref at, "#") is not null;
        if (Optional(specification, ref at, "0") is not null && align is null)
        {
            (fill, align) = ("0", '=');
        }
        int width = FormatField.ReadDigits(specification, ref at) ?? 0;
        string grouping = Optional(specification, ref at, ",_")?.ToString() ?? "";
        int? precision = Optional(specification, ref at, ".") is null ? null : FormatField.ReadDigits(specification, ref at);
        char? type = at < specification.Length ? specification[at++] : null;
        if (at < specification.Length)
        {
            throw TemplateFault.Runtime($"'{specification}' is no format specification");
        }
        var field = new FormatField(width, fill, align, sign);
        if (type is 's' || (type is null && !Numbers.IsNumber(value)))
        {
            return field.Text(session, session.Str(value), precision);
        }
        if (type is null && (value is BoolValue || (value is FloatValue && precision is null)))
        {
            return (field with { Align = align ?? '>' }).Text(session, session.Str(value), null);
        }
        return field.Number(session, value, new NumberFormat(type ?? (value is FloatValue ? 'g' : 'd'), precision, alternate, grouping));
    }

    private static bool IsAlign(char c) => c is '<' or '>' or '^' or '=';

    private static char? Optional(string text, ref int at, string accepted) =>
        at < text.Length && accepted.Contains(text[at], StringComparison.Ordinal) ? text[at++] : null;
}
