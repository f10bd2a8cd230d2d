using System.CommandLine;
using Orrery.Cli.Running;
using Orrery.Cli.Validation;
using Orrery.Core.Dags;

namespace Orrery.Cli.Commands;

/// <summary><c>orrery dags test</c> and <c>orrery tasks test</c>: a run that leaves nothing behind, without a server.</summary>
internal static class TestVerbs
{
    private const string DefaultBundle = "examples";

    /// <summary>Runs a whole DAG.</summary>
    public static CliCommand OfDag(CliContext context, RemoteOptions remote)
    {
        var (what, folder, date, inputs) = (What(), Folder(), Date(), new RunInputs());
        return new CliCommand(
            "test",
            "Runs a DAG of a file once to its end, without a server; nothing is kept. The same as 'orrery run', for who knows only the id.",
            "orrery dags test etl",
            "orrery dags test etl 2026-01-31 --bundle dags/",
            "orrery dags test dags/etl.yaml")
            .With(what, date, folder)
            .With(inputs.Values)
            .Does(async (parsed, cancellationToken) =>
            {
                var (file, dag) = await FindAsync(context, parsed.GetRequiredValue(what), parsed.GetValue(folder), cancellationToken);
                return await new LocalRun(context, remote.WantsJson(parsed))
                    .RunAsync(file, dag, inputs.Conf(parsed), RunInputs.Moment(parsed.GetValue(date), "DATE"), keep: false, cancellationToken);
            });
    }

    /// <summary>Runs one task, without those it waits for.</summary>
    public static CliCommand OfTask(CliContext context, RemoteOptions remote)
    {
        var (what, folder, date, inputs) = (What(), Folder(), Date(), new RunInputs());
        var taskId = new Argument<string>("TASK") { Description = "Id of the task" };
        return new CliCommand(
            "test",
            "Runs one task of a DAG file once, without a server and without the tasks before it; nothing is kept.",
            "orrery tasks test etl load",
            "orrery tasks test dags/etl.yaml load 2026-01-31 --param limit=10")
            .With(what, taskId, date, folder)
            .With(inputs.Values)
            .Does(async (parsed, cancellationToken) =>
            {
                var (file, dag) = await FindAsync(context, parsed.GetRequiredValue(what), parsed.GetValue(folder), cancellationToken);
                var alone = dag with { Dag = dag.Dag with { Definition = Alone(dag.Definition, parsed.GetRequiredValue(taskId)) } };
                return await new LocalRun(context, remote.WantsJson(parsed))
                    .RunAsync(file, alone, inputs.Conf(parsed), RunInputs.Moment(parsed.GetValue(date), "DATE"), keep: false, cancellationToken);
            });
    }

    private static Argument<string> What() => new("DAG") { Description = "Id of a DAG in the folder, or a DAG file" };

    private static Argument<string?> Date() => new("DATE") { Description = "Logical date, in UTC unless it has an offset. Default: now", Arity = ArgumentArity.ZeroOrOne };

    private static Option<string?> Folder() => new("--bundle", "-b")
    {
        Description = $"Folder in which the DAG is looked for. Default: {DefaultBundle}/ if there is one, else the current folder",
        HelpName = "PATH",
    };

    private static DagDefinition Alone(DagDefinition dag, string taskId)
    {
        var task = dag.Tasks.FirstOrDefault(t => t.TaskId == taskId)
            ?? throw CliException.BadInput($"DAG '{dag.DagId}' has no task '{taskId}'; it has: {string.Join(", ", dag.Tasks.Take(50).Select(t => t.TaskId))}");
        return task.Expand is not null
            ? throw CliException.BadInput($"Task '{taskId}' is mapped: what it works on comes from other tasks. Run the whole DAG: orrery dags test {dag.DagId}")
            : dag with
            {
                TaskGroups = [],
                Tasks =
                [
                    task with { DependsOn = [], Group = null, Kind = TaskKind.Work, Callback = null, TriggerRule = TaskDefinition.DefaultTriggerRule(TaskKind.Work), Retries = 0, DependsOnPast = false, WaitForDownstream = false },
                ],
            };
    }

    private static async Task<(LoadedDagFile File, DagOfFile Dag)> FindAsync(CliContext context, string what, string? folder, CancellationToken cancellationToken)
    {
        if (File.Exists(context.FullPath(what)))
        {
            var file = await DagFileLoader.LoadAsync(context.FullPath(what), what, programs: null, cancellationToken);
            file.ThrowIfInvalid();
            return file.Dags is [var only]
                ? (file, only)
                : throw CliException.BadInput($"'{what}' holds {file.Dags.Count} DAGs, not one: name the DAG, and the folder with --bundle.");
        }

        var shown = folder ?? (Directory.Exists(context.FullPath(DefaultBundle)) ? DefaultBundle : ".");
        var full = context.FullPath(shown);
        if (!Directory.Exists(full))
        {
            throw CliException.BadInput($"There is no folder '{shown}'.");
        }

        await using var programs = new DagPrograms(full);
        foreach (var path in DagFileLoader.Find(full, shown))
        {
            var file = await DagFileLoader.LoadAsync(path, Path.Combine(shown, Path.GetRelativePath(full, path)), programs, cancellationToken);
            if (file.Dags.FirstOrDefault(d => d.Definition.DagId == what) is { } dag)
            {
                return (file, dag);
            }
        }

        throw CliException.BadInput($"No file in '{shown}' holds a valid DAG '{what}': say where it is with --bundle, or check the files: orrery validate {shown}");
    }
}
