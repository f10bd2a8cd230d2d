using Orrery.Core.DagFiles.Yaml;
using Orrery.Core.Validation;

namespace Orrery.Core.DagFiles;

/// <summary>Says of a key that is not read here what it probably should have been.</summary>
internal static class UnknownFields
{
    private const int MaxListed = 30;

    /// <param name="report">Where to say it.</param>
    /// <param name="key">The key.</param>
    /// <param name="of">What the mapping is: "a DAG", "a task".</param>
    /// <param name="names">The keys it may have.</param>
    public static void Report(DagFileReport report, YamlScalar key, string of, IReadOnlyList<string> names)
    {
        var name = key.Text;
        var shown = Shown.Quote(name);
        if (FieldNames.NotSupportedYet.Contains(name))
        {
            report.Error(key.Start, DagProblemCodes.NotSupportedYet, $"the field {shown} is not supported yet", "leave it out");
        }
        else if (FieldNames.Synonyms.TryGetValue(name, out var meant) && names.Contains(meant))
        {
            Unknown($"{of} calls it '{meant}'");
        }
        else if (FieldNames.Task.Contains(name))
        {
            Misplaced(FieldNames.DefaultArgs.Contains(name) ? "move it into a task, or into default_args for all tasks" : "move it into a task");
        }
        else if (FieldNames.Dag.Contains(name))
        {
            Misplaced("move it to the top level, beside dag_id");
        }
        else
        {
            Unknown(report.Nearest.Remedy(name, names, Otherwise()));
        }

        // A key of several words is usually the rest of a text that was cut at its comma.
        string Otherwise() =>
            name.Contains(' ') ? "put quotes around a text that holds a comma or a colon"
            : names.Count <= MaxListed ? $"{of} has the fields {string.Join(", ", names)}"
            : $"see the reference for the {names.Count} fields of {of}";

        void Unknown(string remedy) =>
            report.Error(key.Start, DagProblemCodes.UnknownField, $"the field {shown} is not known", remedy);

        void Misplaced(string remedy) =>
            report.Error(key.Start, DagProblemCodes.MisplacedField, $"{of} has no field {shown}", remedy);
    }
}
