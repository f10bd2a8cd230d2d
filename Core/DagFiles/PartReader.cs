using Orrery.Core.DagFiles.Yaml;
using Orrery.Core.Validation;

namespace Orrery.Core.DagFiles;

/// <summary>Reads a mapping that is the value of a field: its own fields, each reported as <c>field.part</c>.</summary>
internal static class PartReader
{
    /// <summary>Applies all fields of the mapping to <paramref name="blank"/>; null when the value is no mapping.</summary>
    public static T? Read<T>(YamlNode value, ValueReader read, FieldTable<T> table, T blank, string remedy)
        where T : class
    {
        var field = read.Report.Field!;
        if (value is not YamlMapping mapping)
        {
            return read.Wrong<T>(value, "a mapping", remedy);
        }

        var target = blank;
        foreach (var (key, part) in mapping.Entries)
        {
            if (table.Knows(key.Text))
            {
                target = table.Apply(target, key.Text, part, read, field + ".");
            }
            else
            {
                UnknownFields.Report(read.Report, key, field, table.Names);
            }
        }

        read.Report.Field = field;
        return target;
    }

    /// <summary>Reads a mapping below a field of a mapping.</summary>
    public static T? ReadNested<T>(YamlNode value, ValueReader read, FieldTable<T> table, T blank, string remedy)
        where T : class
    {
        var field = read.Report.Field;
        var target = Read(value, read, table, blank, remedy);
        read.Report.Field = field;
        return target;
    }

    /// <summary>Says that a part is missing.</summary>
    public static void Missing(YamlNode value, ValueReader read, string part, string remedy) =>
        read.Report.Error(value.Start, DagProblemCodes.MissingField, $"{read.Report.Field} has no {part}", remedy);
}
