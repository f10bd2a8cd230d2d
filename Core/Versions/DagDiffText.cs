using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Orrery.Core.Versions;

/// <summary>
/// A <see cref="DagDiff"/> for people, a line each. A line begins with what became of its subject: <c>+</c> added, <c>-</c> removed, <c>~</c>
/// changed; the fields of a part follow it, indented.
/// </summary>
public static class DagDiffText
{
    /// <summary>Values longer than this are cut.</summary>
    private const int MaxValue = 100;

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The lines; none when nothing differs.</summary>
    public static IEnumerable<string> Lines(DagDiff diff)
    {
        foreach (var field in diff.Fields)
        {
            yield return $"~ {LineOf(field)}";
        }

        foreach (var line in PartLines("task", diff.Tasks).Concat(PartLines("group", diff.TaskGroups)))
        {
            yield return line;
        }

        foreach (var edge in diff.Edges)
        {
            yield return $"{SignOf(edge.Change)} edge {edge.Upstream} -> {edge.Downstream}";
        }

        foreach (var input in diff.Inputs)
        {
            yield return $"{SignOf(input.Change)} {input.Kind} {input.Name}";
        }
    }

    /// <summary>The sign of a change: <c>+</c>, <c>-</c> or <c>~</c>.</summary>
    public static char SignOf(ChangeKind change) => "+-~"[(int)change];

    /// <summary>A value in one line, cut when it is long; <c>default</c> when there is none.</summary>
    public static string ValueOf(JsonNode? value)
    {
        var text = value?.ToJsonString(Plain) ?? "default";
        return text.Length > MaxValue ? $"{text.AsSpan(0, MaxValue)}…" : text;
    }

    private static string LineOf(FieldChange field) => $"{field.Field}: {ValueOf(field.Old)} -> {ValueOf(field.New)}";

    private static IEnumerable<string> PartLines(string what, IReadOnlyList<PartChange> parts)
    {
        foreach (var part in parts)
        {
            yield return $"{SignOf(part.Change)} {what} {part.Id}";
            foreach (var field in part.Fields)
            {
                yield return $"    {LineOf(field)}";
            }
        }
    }
}
