using Orrery.Core.DagFiles.Yaml;
using Orrery.Core.Validation;

namespace Orrery.Core.DagFiles;

/// <summary>Reads durations by task id from YAML or JSON.</summary>
public static class DurationTable
{
    /// <summary>Reads a table: <c>task_id: duration</c>, one a line.</summary>
    /// <param name="text">The text.</param>
    /// <param name="fileName">What to call it in messages.</param>
    /// <param name="taskIds">The tasks there are.</param>
    /// <returns>The durations, and everything that is wrong, one line each.</returns>
    public static (IReadOnlyDictionary<string, TimeSpan> Durations, IReadOnlyList<string> Problems) Parse(string text, string fileName, IEnumerable<string> taskIds)
    {
        var limits = DagFileLimits.Default;
        var report = new DagFileReport(fileName, limits);
        var read = new ValueReader(report);
        var known = taskIds.ToHashSet(StringComparer.Ordinal);
        var durations = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);
        var documents = YamlText.Prepare(text, limits, report) is { } prepared ? YamlTreeReader.Read(prepared, limits, report) ?? [] : [];
        foreach (var document in documents)
        {
            if (document is not YamlMapping mapping)
            {
                report.Error(document.Start, DagProblemCodes.WrongType, "the file is no mapping of task ids to durations", "write 'task_id: 5 minutes', one a line");
                continue;
            }

            foreach (var (key, value) in mapping.Entries)
            {
                report.Field = key.Text;
                if (!known.Contains(key.Text))
                {
                    report.Error(key.Start, DagProblemCodes.UnknownDependency, $"the DAG has no task {Shown.Quote(key.Text)}",
                        report.Nearest.Remedy(key.Text, known, "name a task of the DAG"));
                }
                else if (read.Duration(value) is { } duration)
                {
                    durations[key.Text] = duration;
                }
            }

            report.Field = null;
        }

        return (durations, [.. report.Finish().Errors.Select(e => e.ToString())]);
    }
}
