using System.Text.Json.Nodes;
using Orrery.Core.DagFiles.Yaml;
using Orrery.Core.Dags;
using Orrery.Core.Templating;
using Orrery.Core.Validation;

namespace Orrery.Core.DagFiles;

/// <summary>Reads <c>expand</c> and <c>expand_kwargs</c>.</summary>
internal static class ExpandReader
{
    private const string InputForms = "write a list, a mapping, '{{ … }}', or one of {xcom: TASK}, {zip: […]}, {concat: […]} and {map: …}";

    /// <summary>Arguments and what they go through: a mapping, or, where the order of its keys is not kept, a list of mappings with one key each.</summary>
    public static ExpandDefinition? Read(YamlNode value, ValueReader read)
    {
        List<YamlEntry>? entries = value switch
        {
            YamlMapping { Entries.Count: > 0 } mapping => [.. mapping.Entries],
            YamlList { Items.Count: > 0 } list when list.Items.All(i => i is YamlMapping { Entries.Count: 1 }) =>
                [.. list.Items.Select(i => ((YamlMapping)i).Entries[0])],
            _ => null,
        };
        return entries is null
            ? read.Wrong<ExpandDefinition>(value, "a mapping of arguments", "write one ARGUMENT: [items] a line")
            : new ExpandDefinition.Arguments([.. entries.Select(e => new ExpandArgument(e.Key.Text, Input(e.Value, read)))]);
    }

    /// <summary>Something that yields mappings from argument to value.</summary>
    public static ExpandDefinition ReadSets(YamlNode value, ValueReader read) => new ExpandDefinition.ArgumentSets(Input(value, read));

    private static ExpandInput Input(YamlNode value, ValueReader read)
    {
        switch (value)
        {
            case YamlList list:
                return new ExpandInput.Literal([.. list.Items.Select(read.Json)]);
            case YamlScalar scalar when Template.MayHaveTags(scalar.Text):
                return new ExpandInput.Template(scalar.Text);
            case YamlScalar:
                return read.Wrong<ExpandInput>(value, "something to go through", InputForms) ?? Nothing;
        }

        var mapping = (YamlMapping)value;
        return Has(mapping, "xcom", "key") ? XCom(mapping, read)
            : Has(mapping, "zip", "fill") ? new ExpandInput.Zip(Parts(mapping, "zip", read), mapping.Find("fill") is not null, mapping.Find("fill") is { } fill ? read.Json(fill.Value) : null)
            : Has(mapping, "concat") ? new ExpandInput.Concat(Parts(mapping, "concat", read))
            : Has(mapping, "map", "to", "skip_if") ? Map(mapping, read)
            : new ExpandInput.Literal([.. mapping.Entries.Select(JsonNode? (e) => new JsonArray(e.Key.Text, read.Json(e.Value)))]);
    }

    private static ExpandInput Nothing { get; } = new ExpandInput.Literal([]);

    /// <summary>Whether a mapping is the form with this key: it has it, and nothing but it and these others.</summary>
    private static bool Has(YamlMapping mapping, string key, params string[] others) =>
        mapping.Find(key) is not null && mapping.Entries.All(e => e.Key.Text == key || others.Contains(e.Key.Text));

    private static ExpandInput.XCom XCom(YamlMapping mapping, ValueReader read)
    {
        var key = mapping.Find("key") is { } entry ? read.NonBlank(entry.Value) : null;
        return new ExpandInput.XCom(read.NonBlank(mapping.Find("xcom")!.Value) ?? "", key ?? XComKey.ReturnValue);
    }

    private static ExpandInput.Map Map(YamlMapping mapping, ValueReader read) => new(
        Input(mapping.Find("map")!.Value, read),
        mapping.Find("to") is { } to ? read.NonBlank(to.Value) : null,
        mapping.Find("skip_if") is { } skipIf ? read.NonBlank(skipIf.Value) : null);

    private static List<ExpandInput> Parts(YamlMapping mapping, string key, ValueReader read)
    {
        var value = mapping.Find(key)!.Value;
        if (value is YamlList { Items.Count: > 0 } list)
        {
            return [.. list.Items.Select(i => Input(i, read))];
        }

        read.Report.Error(value.Start, DagProblemCodes.WrongType, $"{key} is {ValueReader.Describe(value)}, which is not a list of inputs", InputForms);
        return [Nothing];
    }
}
