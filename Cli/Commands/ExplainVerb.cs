using System.CommandLine;
using Orrery.Cli.Terminal;
using Orrery.Cli.Validation;
using Orrery.Core.Dags;
using Orrery.Runtime.Docker;

namespace Orrery.Cli.Commands;

/// <summary><c>orrery config explain</c>: how containers of this host, or of one task on it, are set up, and who says so.</summary>
internal static class ExplainVerb
{
    /// <summary>Creates the verb.</summary>
    public static CliCommand Create(CliContext context, RemoteOptions remote)
    {
        var file = new Argument<string?>("FILE") { Description = "A DAG file; none: the settings of this host", Arity = ArgumentArity.ZeroOrOne };
        var taskId = new Option<string?>("--task") { Description = "Which task of the file, when it has several with an image", HelpName = "ID" };
        return new CliCommand(
                "explain",
                "Lists the settings of containers, with who says so: for a server started in this environment, or for one task on it.",
                "orrery config explain",
                "orrery config explain etl.yaml --task load")
            .With(file, taskId)
            .Does(async (parsed, cancellationToken) =>
            {
                var settings = parsed.GetValue(file) is { } shown
                    ? await OfTaskAsync(context, shown, parsed.GetValue(taskId), cancellationToken)
                    : Read(() => DockerSettings.Explain(context.Environment));
                if (remote.WantsJson(parsed))
                {
                    CliJson.Write(context.Terminal, settings.Select(s => new SettingAnswer(s.Name, s.Value, s.Source)), CliJson.Output.IEnumerableSettingAnswer);
                    return ExitCodes.Success;
                }

                var table = new TextTable("SETTING", "VALUE", "FROM");
                foreach (var setting in settings)
                {
                    table.Add(setting.Name, setting.Value ?? "-", setting.Source);
                }

                table.Write(context.Terminal, "");
                return ExitCodes.Success;
            });
    }

    private static async Task<IReadOnlyList<DockerSetting>> OfTaskAsync(CliContext context, string shown, string? taskId, CancellationToken cancellationToken)
    {
        var loaded = await DagFileLoader.LoadAsync(context.FullPath(shown), shown, programs: null, cancellationToken);
        loaded.ThrowIfInvalid();
        var tasks = loaded.Dags.SelectMany(d => d.Definition.Tasks).ToList();
        var task = taskId is null ? OnlyOne(tasks, shown)
            : tasks.Find(t => t.TaskId == taskId) ?? throw CliException.BadInput($"'{shown}' has no task '{taskId}'; it has: {string.Join(", ", tasks.Select(t => t.TaskId))}");
        return task.DockerRuntime is { } docker
            ? Read(() => DockerSettings.Explain(context.Environment, docker, $"{shown}, task {task.TaskId}"))
            : throw CliException.BadInput($"The task '{task.TaskId}' of '{shown}' runs in no container: it has no docker_runtime, nor have default_args or the DAG.");
    }

    private static TaskDefinition OnlyOne(List<TaskDefinition> tasks, string shown)
    {
        var contained = tasks.FindAll(t => t.DockerRuntime is not null);
        return contained.Count switch
        {
            1 => contained[0],
            0 => throw CliException.BadInput($"No task of '{shown}' runs in a container: none has a docker_runtime, nor have default_args or the DAG."),
            _ => throw CliException.BadInput($"'{shown}' has {contained.Count} tasks that run in containers: say which with --task: {string.Join(", ", contained.Select(t => t.TaskId))}"),
        };
    }

    private static IReadOnlyList<DockerSetting> Read(Func<IReadOnlyList<DockerSetting>> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException)
        {
            throw CliException.BadInput(e.Message);
        }
    }
}
