using System.Collections.Frozen;
using Orrery.Core.Templating.Rendering;
using Orrery.Core.Templating.Values;

namespace Orrery.Core.Templating.Library;

/// <summary>The methods of Python's <c>str</c>.</summary>
internal static class StringMethods
{
    private delegate TemplateValue Method(RenderSession session, string text, CallArguments arguments);

    private static readonly FrozenDictionary<string, Method> Methods = new Dictionary<string, Method>(StringComparer.Ordinal)
    {
        ["upper"] = (_, t, _) => Text(t.ToUpperInvariant()),
        ["lower"] = (_, t, _) => Text(t.ToLowerInvariant()),
        ["casefold"] = (_, t, _) => Text(t.ToLowerInvariant()),
        ["capitalize"] = (_, t, _) => Text(TextCase.Capitalize(t)),
        ["title"] = (_, t, _) => Text(TextCase.PythonTitle(t)),
        ["swapcase"] = (_, t, _) => Text(TextCase.Swap(t)),
        ["strip"] = (s, t, a) => Text(Strip(s, t, a.OptionalText("chars"), start: true, end: true)),
        ["lstrip"] = (s, t, a) => Text(Strip(s, t, a.OptionalText("chars"), start: true, end: false)),
        ["rstrip"] = (s, t, a) => Text(Strip(s, t, a.OptionalText("chars"), start: false, end: true)),
        ["removeprefix"] = (_, t, a) => Text(a.Text("prefix") is var p && t.StartsWith(p, StringComparison.Ordinal) ? t[p.Length..] : t),
        ["removesuffix"] = (_, t, a) => Text(a.Text("suffix") is var p && t.EndsWith(p, StringComparison.Ordinal) ? t[..^p.Length] : t),
        ["split"] = (s, t, a) => TextOperations.Split(s, t, a.OptionalText("sep"), a.Integer("maxsplit", -1)),
        ["rsplit"] = (s, t, a) => TextOperations.SplitFromEnd(s, t, a.OptionalText("sep"), a.Integer("maxsplit", -1)),
        ["splitlines"] = (s, t, a) => TextOperations.Strings(s, TextOperations.Lines(t, a.Flag("keepends", false))),
        ["partition"] = (s, t, a) => Partition(s, t, a.Text("sep"), last: false),
        ["rpartition"] = (s, t, a) => Partition(s, t, a.Text("sep"), last: true),
        ["replace"] = (s, t, a) => Text(TextOperations.Replace(s, t, a.Text("old"), a.Text("new"), a.Integer("count", -1))),
        ["join"] = (s, t, a) => Text(TextOperations.Join(s, t, s.Iterate(a.Require("iterable")).Select(JoinPart))),
        ["startswith"] = (_, t, a) => Affix(t, a, static (window, prefix) => window.StartsWith(prefix, StringComparison.Ordinal)),
        ["endswith"] = (_, t, a) => Affix(t, a, static (window, suffix) => window.EndsWith(suffix, StringComparison.Ordinal)),
        ["find"] = (s, t, a) => IntValue.Of(Find(s, t, a, last: false)),
        ["rfind"] = (s, t, a) => IntValue.Of(Find(s, t, a, last: true)),
        ["index"] = (s, t, a) => Index(Find(s, t, a, last: false)),
        ["rindex"] = (s, t, a) => Index(Find(s, t, a, last: true)),
        ["count"] = (s, t, a) => IntValue.Of(Count(s, t, a.Text("sub"))),
        ["center"] = (s, t, a) => Text(TextOperations.Pad(s, t, a.Integer("width"), a.OptionalText("fillchar") ?? " ", Alignment.Center)),
        ["ljust"] = (s, t, a) => Text(TextOperations.Pad(s, t, a.Integer("width"), a.OptionalText("fillchar") ?? " ", Alignment.Left)),
        ["rjust"] = (s, t, a) => Text(TextOperations.Pad(s, t, a.Integer("width"), a.OptionalText("fillchar") ?? " ", Alignment.Right)),
        ["zfill"] = (s, t, a) => Text(ZeroFill(s, t, a.Integer("width"))),
        ["format"] = (s, t, a) => Text(BraceFormat.Apply(s, t, a.TakeRest(), a.TakeRestNamed())),
        ["isdigit"] = (_, t, _) => BoolValue.Of(All(t, char.IsDigit)),
        ["isdecimal"] = (_, t, _) => BoolValue.Of(All(t, char.IsDigit)),
        ["isnumeric"] = (_, t, _) => BoolValue.Of(All(t, char.IsNumber)),
        ["isalpha"] = (_, t, _) => BoolValue.Of(All(t, char.IsLetter)),
        ["isalnum"] = (_, t, _) => BoolValue.Of(All(t, c => char.IsLetter(c) || char.IsNumber(c))),
        ["isspace"] = (_, t, _) => BoolValue.Of(All(t, char.IsWhiteSpace)),
        ["isupper"] = (_, t, _) => BoolValue.Of(TextCase.IsAll(t, char.IsUpper)),
        ["islower"] = (_, t, _) => BoolValue.Of(TextCase.IsAll(t, char.IsLower)),
        ["isidentifier"] = (_, t, _) => BoolValue.Of(All(t, c => c == '_' || char.IsLetterOrDigit(c)) && !char.IsDigit(t[0])),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static FunctionValue? Bind(StringValue text, string name) => Methods.TryGetValue(name, out var method)
        ? new FunctionValue(name, (session, arguments) =>
        {
            session.ChargeText(text.Value.Length);
            return method(session, text.Value, arguments);
        })
        : null;

    public static string Strip(RenderSession session, string text, string? characters, bool start, bool end)
    {
        if (characters is null)
        {
            text = start ? text.TrimStart() : text;
            return end ? text.TrimEnd() : text;
        }
        session.ChargeSearch(text, characters);
        char[] set = characters.ToCharArray();
        text = start && set.Length > 0 ? text.TrimStart(set) : text;
        return end && set.Length > 0 ? text.TrimEnd(set) : text;
    }

    private static StringValue Text(string text) => new(text);

    private static bool All(string text, Func<char, bool> wanted) => text.Length > 0 && text.All(wanted);

    private static string JoinPart(TemplateValue value) => value is StringValue text
        ? text.Value
        : throw TemplateFault.Runtime($"join of a string takes strings, not '{value.TypeName}'; the filter '| join' takes anything");

    private static BoolValue Affix(string text, CallArguments arguments, Func<string, string, bool> holds)
    {
        var wanted = arguments.Require("prefix");
        string? window = Window(text, arguments, out _);
        return BoolValue.Of(window is not null && Affixes(wanted).Any(affix => holds(window, affix)));
    }

    private static IEnumerable<string> Affixes(TemplateValue value) => value switch
    {
        StringValue text => [text.Value],
        TupleValue tuple => tuple.Items.Select(JoinPart),
        _ => throw TemplateFault.Runtime($"a string or a tuple of strings is needed, not '{value.TypeName}'"),
    };

    private static int Find(RenderSession session, string text, CallArguments arguments, bool last)
    {
        string part = arguments.Text("sub");
        session.ChargeSearch(text, part);
        if (Window(text, arguments, out int start) is not { } window)
        {
            return -1;
        }
        int found = last ? window.AsSpan().LastIndexOf(part) : window.IndexOf(part, StringComparison.Ordinal);
        return found < 0 ? -1 : start + CodePoints.CountBefore(window, found);
    }

    /// <summary>The part of the text between the arguments start and end, or null when they cross.</summary>
    private static string? Window(string text, CallArguments arguments, out int start)
    {
        int length = CodePoints.Count(text);
        start = Clip(arguments.Integer("start", 0), length);
        int end = Clip(arguments.Integer("end", length), length);
        return start > end ? null : CodePoints.Slice(text, start, end - start);
    }

    private static int Clip(int bound, int length) => Math.Clamp(bound < 0 ? bound + length : bound, 0, length);

    private static IntValue Index(int found) => found >= 0 ? IntValue.Of(found) : throw TemplateFault.Runtime("the substring was not found");

    private static int Count(RenderSession session, string text, string part)
    {
        session.ChargeSearch(text, part);
        return part.Length == 0 ? CodePoints.Count(text) + 1 : text.AsSpan().Count(part);
    }

    private static TupleValue Partition(RenderSession session, string text, string separator, bool last)
    {
        if (separator.Length == 0)
        {
            throw TemplateFault.Runtime("the separator must not be empty");
        }
        session.ChargeSearch(text, separator);
        int found = last ? text.LastIndexOf(separator, StringComparison.Ordinal) : text.IndexOf(separator, StringComparison.Ordinal);
        string[] parts = found >= 0
            ? [text[..found], separator, text[(found + separator.Length)..]]
            : last ? ["", "", text] : [text, "", ""];
        return new TupleValue([.. parts.Select(Text)]);
    }

    private static string ZeroFill(RenderSession session, string text, int width)
    {
        int sign = text.Length > 0 && text[0] is '+' or '-' ? 1 : 0;
        return text[..sign] + TextOperations.Pad(session, text[sign..], width - sign, "0", Alignment.Right);
    }
}
