using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orrery.Core.DagFiles;
using Orrery.Core.DagFiles.Yaml;

namespace Orrery.Core.Secrets;

/// <summary>Form of a file of variables, connections or pools.</summary>
public enum SecretFileFormat
{
    /// <summary>A JSON object.</summary>
    Json,

    /// <summary>A YAML mapping.</summary>
    Yaml,

    /// <summary>Lines of <c>NAME=value</c>; lines that begin with <c>#</c> are comments.</summary>
    Env,
}

/// <summary>Reads and writes files of named values. Messages name places and names, never values: those may be secret.</summary>
public static class SecretFile
{
    private static readonly DagFileLimits Limits = new() { MaxBytes = 16 << 20, MaxErrors = 100 };
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 64, AllowDuplicateProperties = false };
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The form of a file by the end of its name: <c>.json</c>, <c>.yaml</c>, <c>.yml</c> or <c>.env</c>; null for any other.</summary>
    public static SecretFileFormat? FormatOf(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".JSON" => SecretFileFormat.Json,
        ".YAML" or ".YML" => SecretFileFormat.Yaml,
        ".ENV" => SecretFileFormat.Env,
        _ => null,
    };

    /// <summary>Reads the names of a file with their values; an empty file has none.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="format">Its form.</param>
    /// <param name="problems">Takes what is wrong.</param>
    /// <returns>The values; empty when the file cannot be read.</returns>
    public static JsonObject Read(string text, SecretFileFormat format, ICollection<string> problems)
    {
        text = text.TrimStart('\uFEFF');
        return text.AsSpan().IsWhiteSpace() ? [] : format switch
        {
            SecretFileFormat.Json => ReadJson(text, problems),
            SecretFileFormat.Yaml => ReadYaml(text, problems),
            _ => ReadLines(text, problems),
        };
    }

    /// <summary>The text of a file.</summary>
    /// <param name="values">The values by name.</param>
    /// <param name="format">Its form.</param>
    /// <param name="problems">Takes what cannot be written in this form.</param>
    public static string Write(JsonObject values, SecretFileFormat format, ICollection<string> problems) => format switch
    {
        SecretFileFormat.Json => values.ToJsonString(Indented) + "\n",

        // What is JSON is YAML: texts in quotes need no guessing by whoever reads them.
        SecretFileFormat.Yaml => string.Concat(values.Select(v => $"{JsonValue.Create(v.Key).ToJsonString(Compact)}: {TextOf(v.Value, quoted: true)}\n")),
        _ => string.Concat(values.Select(v => Line(v.Key, TextOf(v.Value, quoted: false), problems))),
    };

    /// <summary>A value as a text: itself if it is one, else its JSON.</summary>
    internal static string TextOf(JsonNode? value, bool quoted) => value switch
    {
        null => "null",
        JsonValue text when !quoted && text.TryGetValue(out string? plain) => plain,
        _ => value.ToJsonString(Compact),
    };

    private static string Line(string name, string value, ICollection<string> problems)
    {
        if (value.AsSpan().ContainsAny('\n', '\r') || name.Contains('=', StringComparison.Ordinal))
        {
            problems.Add($"'{ConnectionRules.Printable(name)}' does not fit on a line 'NAME=value': choose the form json or yaml.");
        }

        return $"{name}={value}\n";
    }

    private static JsonObject ReadJson(string text, ICollection<string> problems)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Strict);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return JsonObject.Create(document.RootElement.Clone())!;
            }

            problems.Add("The file must hold a JSON object: names with their values.");
        }
        catch (JsonException e)
        {
            problems.Add($"The file is no valid JSON at line {e.LineNumber + 1}, or has a name twice.");
        }
        catch (InvalidOperationException)
        {
            problems.Add("The file is no valid JSON: a name in it is not valid Unicode.");
        }

        return [];
    }

    private static JsonObject ReadYaml(string text, ICollection<string> problems)
    {
        var report = new DagFileReport("", Limits);
        var documents = YamlText.Prepare(text, Limits, report) is { } prepared ? YamlTreeReader.Read(prepared, Limits, report) : null;
        var json = documents is [YamlMapping mapping] ? new ValueReader(report).Json(mapping)!.AsObject() : [];
        foreach (var error in report.Finish().Errors)
        {
            problems.Add($"The file cannot be read as YAML at line {error.Line}: put texts in quotes, indent with spaces, and give each name once.");
        }

        if (problems.Count == 0 && documents is not [YamlMapping])
        {
            problems.Add("The file must hold one YAML mapping: names with their values.");
        }

        return json;
    }

    private static JsonObject ReadLines(string text, ICollection<string> problems)
    {
        var values = new JsonObject();
        var number = 0;
        foreach (var line in text.Split('\n').Select(l => l.TrimEnd('\r')))
        {
            number++;
            if (line.AsSpan().TrimStart() is [] or ['#', ..])
            {
                continue;
            }

            var equals = line.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? "" : line[..equals].Trim();
            if (name.Length == 0)
            {
                problems.Add($"Line {number} is not of the form 'NAME=value'.");
            }
            else if (!values.TryAdd(name, line[(equals + 1)..]))
            {
                problems.Add($"Line {number} gives '{ConnectionRules.Printable(name)}' again: keep one.");
            }
        }

        return values;
    }
}
