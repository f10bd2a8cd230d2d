using System.Text.Json.Nodes;
using Orrery.Core.DagFiles.Yaml;
using Orrery.Core.Dags;
using Orrery.Core.Validation;

namespace Orrery.Core.DagFiles;

/// <summary>
/// Reads <c>params</c>. A mapping is a description with the default and JSON Schema keywords, everything else is a default.
/// </summary>
internal static class ParamReader
{
    public static IReadOnlyList<string> Keys { get; } = ["default", "description", .. JsonSchemaCheck.Keywords];

    public static IReadOnlyDictionary<string, ParamDefinition>? Read(YamlNode value, ValueReader read)
    {
        if (value is not YamlMapping mapping)
        {
            return read.Wrong<IReadOnlyDictionary<string, ParamDefinition>>(value,
                "a mapping of names to values", "write one name: default a line");
        }

        var parameters = new Dictionary<string, ParamDefinition>(mapping.Entries.Count, StringComparer.Ordinal);
        foreach (var (key, item) in mapping.Entries)
        {
            read.Report.Item = key.Text;
            parameters[key.Text] = ReadParam(item, read);
        }

        read.Report.Item = null;
        return parameters;
    }

    private static ParamDefinition ReadParam(YamlNode value, ValueReader read)
    {
        if (value is not YamlMapping mapping)
        {
            return new ParamDefinition { HasDefault = true, Default = read.Json(value) };
        }

        var param = new ParamDefinition();
        JsonObject? schema = null;
        foreach (var (key, item) in mapping.Entries)
        {
            switch (key.Text)
            {
                case "default":
                    param = param with { HasDefault = true, Default = read.Json(item) };
                    break;
                case "description":
                    param = param with { Description = read.Text(item) };
                    break;
                case var keyword when JsonSchemaCheck.Keywords.Contains(keyword):
                    (schema ??= [])[keyword] = read.Json(item);
                    break;
                default:
                    UnknownFields.Report(read.Report, key, "a parameter (whose value, if it is an object, stands below 'default')", Keys);
                    break;
            }
        }

        return param with { Schema = schema };
    }
}
