using System.Text;
using Orrery.Core.Templating.Rendering;
using Orrery.Core.Templating.Values;

namespace Orrery.Core.Templating.Library;

/// <summary>Filters that work on the text of a value.</summary>
internal static class TextFilters
{
    private delegate string TextBody(RenderSession session, string text, CallArguments arguments);

    public static IReadOnlyDictionary<string, FilterBody> All { get; } = new Dictionary<string, FilterBody>(StringComparer.Ordinal)
    {
        ["upper"] = OnText((_, t, _) => t.ToUpperInvariant()),
        ["lower"] = OnText((_, t, _) => t.ToLowerInvariant()),
        ["capitalize"] = OnText((_, t, _) => TextCase.Capitalize(t)),
        ["title"] = OnText((_, t, _) => TextCase.JinjaTitle(t)),
        ["trim"] = OnText((s, t, a) => StringMethods.Strip(s, t, a.OptionalText("chars"), start: true, end: true)),
        ["replace"] = OnText((s, t, a) =>
            TextOperations.Replace(s, t, s.Str(a.Require("old")), s.Str(a.Require("new")), a.OptionalInteger("count") ?? -1)),
        ["center"] = OnText((s, t, a) => TextOperations.Pad(s, t, a.Integer("width", 80), " ", Alignment.Center)),
        ["truncate"] = OnText(Truncate),
        ["indent"] = OnText(Indent),
        ["wordwrap"] = OnText(WordWrap),
        ["escape"] = OnText(Escape),
        ["e"] = OnText(Escape),
        ["forceescape"] = OnText(Escape),
        ["striptags"] = OnText((_, t, _) => StripTags(t)),
        ["wordcount"] = (s, v, _) => IntValue.Of(CountWords(s.Str(v))),
        ["format"] = (s, v, a) => Format(s, s.Str(v), a),
        ["urlencode"] = UrlEncode,
    };

    private static FilterBody OnText(TextBody body) => (session, value, arguments) => new StringValue(body(session, session.Str(value), arguments));

    private static string Truncate(RenderSession session, string text, CallArguments arguments)
    {
        int length = arguments.Integer("length", 255);
        bool killWords = arguments.Flag("killwords", false);
        string end = arguments.OptionalText("end") ?? "...";
        int leeway = arguments.OptionalInteger("leeway") ?? 5;
        int room = length - CodePoints.Count(end);
        if (room < 0 || leeway < 0)
        {
            throw TemplateFault.Runtime($"truncate needs a length of at least the end's {CodePoints.Count(end)} characters, and no negative leeway");
        }
        if (CodePoints.Count(text) <= (long)length + leeway)
        {
            return text;
        }
        string cut = CodePoints.Slice(text, 0, room);
        int lastSpace = killWords ? -1 : cut.LastIndexOf(' ');
        return (lastSpace < 0 ? cut : cut[..lastSpace]) + end;
    }

    private static string Indent(RenderSession session, string text, CallArguments arguments)
    {
        string indent = arguments.Take("width") switch
        {
            null => "    ",
            StringValue chars => chars.Value,
            var width => session.Repeat(" ", Numbers.ToInt32(width, "width")).Value,
        };
        bool first = arguments.Flag("first", false);
        bool blank = arguments.Flag("blank", false);
        var lines = TextOperations.Lines(text + "\n");
        var output = session.NewText();
        for (int i = 0; i < lines.Count; i++)
        {
            bool indented = i == 0 ? first : blank || lines[i].Length > 0;
            output.Append(i == 0 ? "" : "\n").Append(indented ? indent : "").Append(lines[i]);
        }
        return session.Text(output).Value;
    }

    private static string WordWrap(RenderSession session, string text, CallArguments arguments)
    {
        int width = arguments.Integer("width", 79);
        bool breakLongWords = arguments.Flag("break_long_words", true);
        string newLine = arguments.OptionalText("wrapstring") ?? "\n";
        if (width < 1)
        {
            throw TemplateFault.Runtime($"wordwrap needs a width of at least 1, not {width}");
        }
        return TextOperations.Join(session, newLine, TextOperations.Lines(text).SelectMany(line => WrapLine(line, width, breakLongWords)));
    }

    private static IEnumerable<string> WrapLine(string line, int width, bool breakLongWords)
    {
        var current = new StringBuilder();
        foreach (string word in line.Split(' '))
        {
            if (current.Length > 0 && current.Length + 1 + word.Length > width)
            {
                yield return current.ToString();
                current.Clear();
            }
            int at = 0;
            for (; breakLongWords && word.Length - at > width; at += width)
            {
                yield return word.Substring(at, width);
            }
            current.Append(current.Length > 0 ? " " : "").Append(word, at, word.Length - at);
        }
        yield return current.ToString();
    }

    private static string Escape(RenderSession session, string text, CallArguments arguments)
    {
        var output = session.NewText();
        foreach (char c in text)
        {
            switch (c)
            {
                case '&':
                    output.Append("&amp;");
                    break;
                case '<':
                    output.Append("&lt;");
                    break;
                case '>':
                    output.Append("&gt;");
                    break;
                case '"':
                    output.Append("&#34;");
                    break;
                case '\'':
                    output.Append("&#39;");
                    break;
                default:
                    output.Append(c);
                    break;
            }
        }
        return session.Text(output).Value;
    }

    private static string StripTags(string text)
    {
        var kept = new StringBuilder(text.Length);
        int lastClose = text.LastIndexOf('>');
        for (int i = 0; i < text.Length; i++)
        {
            int close = text[i] == '<' && i < lastClose ? text.IndexOf('>', i) : -1;
            if (close < 0)
            {
                kept.Append(text, i, 1);
            }
            else
            {
                i = close;
            }
        }
        return string.Join(' ', kept.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    private static int CountWords(string text)
    {
        int words = 0;
        bool inWord = false;
        foreach (char c in text)
        {
            bool isWord = c == '_' || char.IsLetterOrDigit(c);
            words += isWord && !inWord ? 1 : 0;
            inWord = isWord;
        }
        return words;
    }

    private static StringValue Format(RenderSession session, string format, CallArguments arguments)
    {
        var values = arguments.TakeRest();
        var named = new DictValue();
        foreach (var (name, value) in arguments.TakeRestNamed())
        {
            named.Items[new StringValue(name)] = value;
        }
        if (values.Count > 0 && named.Items.Count > 0)
        {
            throw TemplateFault.Runtime("format takes values by place or by name, not both");
        }
        return PercentFormat.Apply(session, format, values, named.Items.Count > 0 ? named : null);
    }

    private static StringValue UrlEncode(RenderSession session, TemplateValue value, CallArguments arguments)
    {
        if (value is StringValue || value.Iterate() is null)
        {
            return session.Text(Quote(session.Str(value)));
        }
        var pairs = value is DictValue dict ? DictMethods.Pairs(session, dict) : session.Iterate(value);
        return new StringValue(TextOperations.Join(session, "&", pairs.Select(pair =>
        {
            var items = session.Iterate(pair);
            return items.Count == 2
                ? $"{QuotePlus(session.Str(items[0]))}={QuotePlus(session.Str(items[1]))}"
                : throw TemplateFault.Runtime("urlencode needs a string, a dict or a list of pairs");
        })));
    }

    private static string Quote(string text) => Uri.EscapeDataString(text).Replace("%2F", "/", StringComparison.Ordinal);

    private static string QuotePlus(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);
}
