using System.Globalization;

namespace Orrery.Core.Templating.Values;

/// <summary>JSON as Python's <c>json.dumps</c> writes it.</summary>
/// <param name="text">Where it goes.</param>
/// <param name="sortKeys">Whether the keys of objects are sorted.</param>
/// <param name="indent">Spaces per level, or null for one line.</param>
/// <param name="htmlSafe">Whether <c>&lt; &gt; &amp; '</c> are escaped, as Jinja's <c>tojson</c> does.</param>
internal sealed class JsonText(BoundedText text, bool sortKeys, int? indent, bool htmlSafe)
{
    public void Append(TemplateValue value, int depth = 0)
    {
        BoundedText.GuardDepth(depth);
        switch (value)
        {
            case NoneValue:
                text.Append("null");
                break;
            case BoolValue flag:
                text.Append(flag.Value ? "true" : "false");
                break;
            case IntValue or FloatValue { Value: > double.NegativeInfinity and < double.PositiveInfinity }:
                value.AppendRepr(text, depth);
                break;
            case FloatValue number:
                text.Append(double.IsNaN(number.Value) ? "NaN" : number.Value > 0 ? "Infinity" : "-Infinity");
                break;
            case StringValue chars:
                AppendString(chars.Value);
                break;
            case ListValue list:
                AppendItems('[', list.Items, item => Append(item, depth + 1), ']', depth);
                break;
            case TupleValue { TypeName: TupleValue.Tuple } tuple:
                AppendItems('[', tuple.Items, item => Append(item, depth + 1), ']', depth);
                break;
            case DictValue dict:
                AppendDict(dict, depth);
                break;
            default:
                PythonEquality.Use(value);
                throw TemplateFault.Runtime($"a '{value.TypeName}' cannot be written as JSON; convert it to text first");
        }
    }

    /// <summary>A dict key as JSON has it: text.</summary>
    public static string KeyOf(TemplateValue key) => key switch
    {
        StringValue text => text.Value,
        NoneValue => "null",
        BoolValue flag => flag.Value ? "true" : "false",
        _ => key.ToString(),
    };

    private void AppendDict(DictValue dict, int depth)
    {
        IEnumerable<KeyValuePair<string, TemplateValue>> members = dict.Items.Select(p => KeyValuePair.Create(KeyOf(p.Key), p.Value));
        members = sortKeys ? members.OrderBy(m => m.Key, Comparer<string>.Create(CodePoints.Compare)) : members;
        AppendItems('{', members, Member, '}', depth);

        void Member(KeyValuePair<string, TemplateValue> member)
        {
            AppendString(member.Key);
            text.Append(": ");
            Append(member.Value, depth + 1);
        }
    }

    private void AppendItems<T>(char open, IEnumerable<T> items, Action<T> append, char close, int depth)
    {
        text.Append(open);
        bool any = false;
        foreach (var item in items)
        {
            if (any)
            {
                text.Append(indent is null ? ", " : ",");
            }
            any = true;
            NewLine(depth + 1);
            append(item);
        }
        if (any)
        {
            NewLine(depth);
        }
        text.Append(close);
    }

    private void NewLine(int depth)
    {
        if (indent is { } spaces)
        {
            text.Append('\n').Append(' ', checked(Math.Max(spaces, 0) * depth));
        }
    }

    private void AppendString(string value)
    {
        text.Append('"');
        foreach (char c in value)
        {
            switch (c)
            {
                case '"':
                    text.Append("\\\"");
                    break;
                case '\\':
                    text.Append("\\\\");
                    break;
                case '\n':
                    text.Append("\\n");
                    break;
                case '\r':
                    text.Append("\\r");
                    break;
                case '\t':
                    text.Append("\\t");
                    break;
                case '\b':
                    text.Append("\\b");
                    break;
                case '\f':
                    text.Append("\\f");
                    break;
                case < ' ' or > '~':
                case '<' or '>' or '&' or '\'' when htmlSafe:
                    text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
                    break;
                default:
                    text.Append(c);
                    break;
            }
        }
        text.Append('"');
    }
}
