using System.Text;
using Orrery.Core.DagFiles.Yaml;
using Orrery.Core.Dags;
using Orrery.Core.Json;

namespace Orrery.Core.DagFiles;

/// <summary>Reads <c>code</c>: <c>true</c>, or a mapping of what the code is given.</summary>
internal static class CodeReader
{
    /// <summary>The name of the action.</summary>
    public const string Name = "code";

    private static readonly CodeCall Blank = new();

    public static FieldTable<CodeCall> Table { get; } = new(new Dictionary<string, FieldSetter<CodeCall>>(StringComparer.Ordinal)
    {
        ["op_args"] = (call, value, read) => call with { ArgsJson = value is YamlList list ? Json(list, list.Items.Count, read) : read.Wrong<string>(value, "a list", "write it as [first, second]") },
        ["op_kwargs"] = (call, value, read) => call with
        {
            KwargsJson = value is YamlMapping map ? Json(map, map.Entries.Count, read) : read.Wrong<string>(value, "a mapping of names to values", "write one name: value a line"),
        },
        ["pass_xcoms"] = (call, value, read) => call with { PassXComs = read.Flag(value) ?? false },
    });

    public static CodeCall? Read(YamlNode value, ValueReader read) =>
        value is YamlScalar { IsPlain: true, Text: "true" } ? Blank : PartReader.ReadNested(value, read, Table, Blank, "write true, or op_args: and op_kwargs: below it");

    // What was left out and what is empty are the same call.
    private static string? Json(YamlNode value, int count, ValueReader read) =>
        count == 0 ? null : Encoding.UTF8.GetString(CanonicalJson.Canonicalize(read.Json(value)));
}
