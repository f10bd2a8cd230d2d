using Orrery.Core.DagFiles;
using Orrery.Core.Dags;

namespace Orrery.Cli.Simulation;

/// <summary>A file of durations by task id: <c>extract: 5 minutes</c>, one a line. JSON is such a file too.</summary>
internal static class DurationsFile
{
    /// <summary>Reads the file.</summary>
    /// <exception cref="CliException">It cannot be read, is no mapping, names tasks the DAG does not have, or something that is no duration.</exception>
    public static IReadOnlyDictionary<string, TimeSpan> Read(string path, string shown, DagDefinition dag)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CliException.BadInput($"'{shown}' cannot be read: {e.Message}");
        }

        var (durations, problems) = DurationTable.Parse(text, shown, dag.Tasks.Select(t => t.TaskId));
        return problems.Count == 0 ? durations : throw CliException.BadInput(problems);
    }
}
