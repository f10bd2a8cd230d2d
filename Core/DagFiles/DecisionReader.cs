using Orrery.Core.DagFiles.Yaml;
using Orrery.Core.Dags;

namespace Orrery.Core.DagFiles;

/// <summary>Reads where a branch or gate has its decision from: a template, or a mapping with <c>bash</c> or <c>command</c>.</summary>
internal static class DecisionReader
{
    private static readonly string[] Keys = ["bash", "command"];

    public static DecisionSource? Read(YamlNode value, ValueReader read)
    {
        switch (value)
        {
            case YamlScalar:
                return read.NonBlank(value) is { } template ? new DecisionSource.Value(template) : null;
            case YamlMapping { Entries: [{ Key.Text: "bash" } entry] }:
                return read.NonBlank(entry.Value) is { } script ? new DecisionSource.Bash(script) : null;
            case YamlMapping { Entries: [{ Key.Text: "command" } entry] }:
                return read.TextList(entry.Value) is { } argv ? new DecisionSource.Command(argv) : null;
            case YamlMapping { Entries: [{ Key.Text: CodeReader.Name } entry] }:
                return CodeReader.Read(entry.Value, read) is { } call ? new DecisionSource.Code(call) : null;
            case YamlMapping { Entries: [var entry] }:
                UnknownFields.Report(read.Report, entry.Key, read.Report.Field!, Keys);
                return null;
            default:
                return read.Wrong<DecisionSource>(value,
                    "a template or a mapping with either bash or command", "write '{{ … }}', or bash: with a script below it");
        }
    }
}
