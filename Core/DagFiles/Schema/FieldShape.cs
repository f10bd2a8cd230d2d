using System.Text.Json.Nodes;
using Orrery.Core.DagFiles.Yaml;
using Orrery.Core.Validation;

namespace Orrery.Core.DagFiles.Schema;

/// <summary>
/// Which kinds of values a field takes, found by giving its reader one of each: what the reader does not call a wrong type, the schema
/// allows. So a field that is added to a table is in the schema, and the two cannot disagree.
/// </summary>
internal static class FieldShape
{
    private static readonly YamlScalar Words = Text("words of text");

    // A reader that takes some texts only may still take one of these.
    private static readonly YamlScalar[] Texts = [Words, Text("5 minutes"), Text("2026-01-31"), Text("{{ ds }}")];

    private static readonly (string Type, YamlNode Sample)[] Scalars =
        [("boolean", Plain("true")), ("integer", Plain("7")), ("number", Plain("0.5")), ("string", Words)];

    /// <summary>The schema of a field: its types, and null, which leaves the field out.</summary>
    public static JsonObject Of<T>(FieldTable<T> table, string field, T blank)
    {
        var types = Scalars.Where(s => Takes(s.Sample)).Select(s => s.Type).ToList();
        var takesWords = types.Contains("string");
        var takesText = takesWords || Texts.Any(Takes);
        var items = Scalars.Where(s => Takes(List(s.Sample))).Select(s => s.Type).ToList();
        var takesList = items.Count > 0 || Takes(List(Map()));
        var takesMap = Takes(Map());
        if (types.Count == Scalars.Length && takesList && takesMap)
        {
            // Read elsewhere: nothing is known here.
            return [];
        }

        if (types.Contains("number"))
        {
            types.Remove("integer");
        }

        types.AddRange([.. Only("string", takesText && !takesWords), .. Only("array", takesList), .. Only("object", takesMap), "null"]);
        var schema = new JsonObject { ["type"] = Types(types) };
        if (takesText && !takesWords)
        {
            // A duration or a date.
            schema["pattern"] = "[0-9]";
        }

        if (takesList && items.Count > 0)
        {
            schema["items"] = new JsonObject { ["type"] = Types([.. items.Where(i => i != "integer" || !items.Contains("number"))]) };
        }

        return schema;

        bool Takes(YamlNode sample)
        {
            var report = new DagFileReport("sample", DagFileLimits.Default);
            table.Apply(blank, field, sample, new ValueReader(report));
            return report.Finish().Errors.All(e => e.Code != DagProblemCodes.WrongType);
        }
    }

    private static string[] Only(string type, bool wanted) => wanted ? [type] : [];

    private static JsonNode Types(IReadOnlyList<string> types) =>
        types is [var one] ? JsonValue.Create(one) : new JsonArray([.. types.Select(t => JsonValue.Create(t))]);

    private static YamlScalar Text(string text) => new(new SourceLocation(1, 1), text, isPlain: false);

    private static YamlScalar Plain(string text) => new(new SourceLocation(1, 1), text, isPlain: true);

    private static YamlList List(YamlNode item) => new(new SourceLocation(1, 1), [item], size: 2);

    private static YamlMapping Map() => new(new SourceLocation(1, 1), [new YamlEntry(Text("x"), Text("y"))], size: 2);
}
