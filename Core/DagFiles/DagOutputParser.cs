using System.Collections.Immutable;
using System.Text.Json;
using Orrery.Core.DagFiles.Yaml;
using Orrery.Core.Dags;
using Orrery.Core.Validation;

namespace Orrery.Core.DagFiles;

/// <summary>
/// Reads what a DAG file that is a program wrote: <c>{"format": 1, "dags": […], "lines": […], "inputs": […], "warnings": […], "full_ids": true}</c>,
/// of which only <c>format</c> and <c>dags</c> must be there. Each DAG is a document with the fields of DAG files, read and checked as they are.
/// Pure, and never throws for bad content.
/// </summary>
/// <remarks>
/// <c>lines</c> has for each DAG <c>{"dag": LINE, "tasks": {"TASK": LINE}}</c>: where the program defined it, for errors. With <c>full_ids</c>
/// all names are full ids and edges lead to tasks only, so that no name is looked for in groups.
/// </remarks>
public static class DagOutputParser
{
    private const int EnvelopeDepth = 4;
    private static readonly string[] Keys = ["format", "dags", "lines", "inputs", "warnings", "full_ids"];
    private static readonly string[] InputKinds = ["file", "directory", "variable", "environment"];

    /// <summary>Reads and checks what a program wrote.</summary>
    /// <param name="json">What it wrote; UTF-8.</param>
    /// <param name="fileName">What to call the program in errors.</param>
    /// <param name="limits">How much each DAG may hold; <see cref="DagFileLimits.Default"/> when null. The size is the caller's to limit.</param>
    public static DagOutput Parse(ReadOnlyMemory<byte> json, string fileName, DagFileLimits? limits = null)
    {
        limits ??= DagFileLimits.Default;
        var report = new DagFileReport(fileName, limits);
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = limits.MaxDepth + EnvelopeDepth });
            return Read(document.RootElement, report, limits);
        }
        catch (JsonException e)
        {
            var place = e.LineNumber is { } line ? $" at line {line + 1}, byte {e.BytePositionInLine + 1} of it" : "";
            var what = json.Span.Trim(" \r\n\t"u8).IsEmpty ? "what the program wrote to $ORRERY_DAGS is empty" : $"what the program wrote to $ORRERY_DAGS is not JSON{place}";
            Error(report, DagProblemCodes.UnreadableText, what, """write {"format": 1, "dags": […]}, nested no deeper than a DAG file""");
            return new DagOutput { Result = DagFileParser.Finish(report, []) };
        }
    }

    private static DagOutput Read(JsonElement root, DagFileReport report, DagFileLimits limits)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            Error(report, DagProblemCodes.WrongType, "what the program wrote to $ORRERY_DAGS is no JSON object", """write {"format": 1, "dags": […]}""");
            return new DagOutput { Result = DagFileParser.Finish(report, []) };
        }

        foreach (var property in root.EnumerateObject().Where(p => !Keys.Contains(p.Name)))
        {
            Error(report, DagProblemCodes.UnknownField, $"the program's output has the key {Shown.Quote(property.Name)}", $"it may have {string.Join(", ", Keys)}");
        }

        if (!root.TryGetProperty("format", out var format) || format.ValueKind != JsonValueKind.Number || !format.TryGetInt32(out var number) || number != DagDocument.Format)
        {
            Error(report, DagProblemCodes.InvalidValue,
                format.ValueKind == JsonValueKind.Undefined ? "the program's output has no format" : $"the program's output has the format {Shown.Plain(format.GetRawText())}",
                $"this installation reads format {DagDocument.Format}: use the SDK that comes with it");
            return new DagOutput { Result = DagFileParser.Finish(report, []) };
        }

        var isDocument = root.TryGetProperty("full_ids", out var full) && full.ValueKind == JsonValueKind.True;
        var dags = DagFileParser.ReadDags(Dags(root, report, limits), report, isDocument, isProgram: true);
        return new DagOutput
        {
            Result = DagFileParser.Finish(report, dags),
            Inputs = Inputs(root),
            Warnings = [.. Items(root, "warnings").Where(w => w.ValueKind == JsonValueKind.String).Select(w => w.GetString()!)],
        };
    }

    private static IEnumerable<YamlMapping> Dags(JsonElement root, DagFileReport report, DagFileLimits limits)
    {
        if (!root.TryGetProperty("dags", out var dags) || dags.ValueKind != JsonValueKind.Array)
        {
            Error(report, DagProblemCodes.MissingField, "the program's output has no list of dags", """write {"format": 1, "dags": […]}; the list may be empty""");
            yield break;
        }

        var lines = Items(root, "lines");
        var index = 0;
        foreach (var dag in dags.EnumerateArray())
        {
            var reader = new JsonNodes(report, limits, index < lines.Count ? lines[index] : default);
            index++;
            if (reader.ReadDag(dag) is { } mapping)
            {
                yield return mapping;
            }
        }
    }

    private static ImmutableArray<DagOutputInput> Inputs(JsonElement root) =>
    [
        .. Items(root, "inputs")
            .Where(i => i.ValueKind == JsonValueKind.Object)
            .Select(i => new DagOutputInput(Text(i, "kind"), Text(i, "name")))
            .Where(i => InputKinds.Contains(i.Kind) && i.Name.Length > 0)
            .Distinct(),
    ];

    private static List<JsonElement> Items(JsonElement root, string name) =>
        root.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : [];

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "";

    private static void Error(DagFileReport report, string code, string message, string remedy) =>
        report.Error(new SourceLocation(1, 1), code, message, remedy);
}
