using System.Text.Json.Nodes;
using Orrery.Core.Dags;
using Orrery.Core.Validation;

namespace Orrery.Core.DagFiles;

/// <summary>Reads one <c>wait</c> or <c>sensor</c> from JSON, with the readers and checks of DAG files.</summary>
internal static class ActionReader
{
    private static readonly TaskDefinition Blank = new() { TaskId = "deferred", Action = new TaskAction.Empty() };

    /// <summary>The action; null, and everything that is wrong, when it is none.</summary>
    public static TaskAction? Read(JsonObject body, out string errors)
    {
        var report = new DagFileReport("deferral", DagFileLimits.Default);
        var read = new ValueReader(report);
        var task = Blank;
        foreach (var (name, value) in body.Where(p => p.Key is "wait" or "sensor"))
        {
            task = TaskFields.Table.Apply(task, name, DagDocumentReader.ToNode(value), read);
        }

        if (task.Action.Called is not null)
        {
            report.Error(default, DagProblemCodes.MisplacedField, "a process cannot defer itself to code", "choose another condition, or end with another exit code to be run again");
        }

        var problems = new DagProblems(report.Nearest);
        WaitChecks.Check(task.Action, 0, problems);
        errors = string.Join("; ", report.Finish().Errors.Select(e => Line(e.Message, e.Remedy)).Concat(problems.Found.Select(p => Line(p.Message, p.Remedy))));
        return errors.Length == 0 && task.Action is TaskAction.Wait or TaskAction.Sensor ? task.Action : null;
    }

    private static string Line(string message, string remedy) => remedy.Length == 0 ? message : $"{message} ({remedy})";
}
