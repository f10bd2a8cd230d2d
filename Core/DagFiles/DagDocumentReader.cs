using System.Text.Json;
using System.Text.Json.Nodes;
using Orrery.Core.DagFiles.Yaml;
using Orrery.Core.Dags;

namespace Orrery.Core.DagFiles;

/// <summary>Reads canonical documents with the readers of DAG files, so that a field is read in one place.</summary>
/// <remarks>Only the shape is checked: a stored version stays readable when validation gets stricter.</remarks>
internal static class DagDocumentReader
{
    public static DagDefinition Read(JsonObject document)
    {
        var report = new DagFileReport("document", DagFileLimits.Default);
        var (definition, _) = DagReader.Read((YamlMapping)ToNode(document), new ValueReader(report), isDocument: true);
        var (errors, _) = report.Finish();
        var list = string.Join("; ", errors.Select(e => $"{e.TaskId ?? e.DagId}: {e.Message}"));
        return errors.IsEmpty ? definition : throw new FormatException($"The DAG document cannot be read: {list}.");
    }

    internal static YamlNode ToNode(JsonNode? json)
    {
        switch (json)
        {
            case JsonObject map:
                var entries = map.Select(p => new YamlEntry(new YamlScalar(default, p.Key, isPlain: false), ToNode(p.Value)));
                return new YamlMapping(default, [.. entries], size: 1);
            case JsonArray list:
                return new YamlList(default, [.. list.Select(ToNode)], size: 1);
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                return new YamlScalar(default, value.GetValue<string>(), isPlain: false);
            default:
                return new YamlScalar(default, json?.ToJsonString() ?? "null", isPlain: true);
        }
    }
}
