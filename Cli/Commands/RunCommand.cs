using System.CommandLine;
using System.Text.Json.Nodes;
using Orrery.Cli.Running;
using Orrery.Cli.Validation;
using Orrery.Core.Dags;
using Orrery.Core.Validation;
using Orrery.Runtime.Docker;
using Orrery.Runtime.Loading;

namespace Orrery.Cli.Commands;

/// <summary><c>orrery run</c>.</summary>
internal static class RunCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CliContext context)
    {
        var inputs = new RunInputs();
        var file = new Argument<string>("FILE") { Description = "A DAG file" };
        var dagId = new Option<string?>("--dag") { Description = "Which DAG, when the file holds several", HelpName = "ID" };
        var keep = new Option<bool>("--keep") { Description = "Keep the data folder with store and logs, and say where it is" };
        var docker = new Option<string?>("--docker") { Description = "Run the tasks that name no image of their own in containers of this one", HelpName = "IMAGE" };
        var output = new OutputOption();
        return new CliCommand("run", "Runs one DAG of a file to its end, without a server; nothing is kept.", "orrery run etl.yaml", "orrery run etl.yaml --param day=2026-01-31", "orrery run etl.yaml --date 2026-01-31 --output json", "orrery run etl.yaml --docker python:3.12-slim")
            .With(file, dagId)
            .With(inputs.All)
            .With(docker, keep, output)
            .Does(async (parsed, cancellationToken) =>
            {
                var shown = parsed.GetRequiredValue(file);
                var loaded = await DagFileLoader.LoadAsync(context.FullPath(shown), shown, programs: null, cancellationToken);
                loaded.ThrowIfInvalid();
                var conf = inputs.Conf(parsed);
                var dag = Choose(loaded.Dags, parsed.GetValue(dagId), shown);
                ThrowIfRefused(dag, conf);
                if (parsed.GetValue(docker) is { } image)
                {
                    dag = await InContainersAsync(context, dag, image, cancellationToken);
                }

                return await new LocalRun(context, output.IsJson(parsed)).RunAsync(loaded, dag, conf, inputs.Date(parsed), parsed.GetValue(keep), cancellationToken);
            });
    }

    private static DagOfFile Choose(IReadOnlyList<DagOfFile> dags, string? dagId, string file)
    {
        var ids = string.Join(", ", dags.Select(d => d.Definition.DagId));
        return dagId is null
            ? dags.Count switch
            {
                1 => dags[0],
                0 => throw CliException.BadInput($"'{file}' defines no DAG."),
                _ => throw CliException.BadInput($"'{file}' holds {dags.Count} DAGs: say which with --dag: {ids}"),
            }
            : dags.FirstOrDefault(d => d.Definition.DagId == dagId)
                ?? throw CliException.BadInput($"'{file}' holds no DAG '{dagId}'; it holds: {ids}");
    }

    private static async Task<DagOfFile> InContainersAsync(CliContext context, DagOfFile dag, string image, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(image))
        {
            throw CliException.BadInput("--docker names no image: give one, as in --docker python:3.12-slim");
        }

        if ((await DockerProbe.AskAsync(context.Environment, cancellationToken)).Problem is { } problem)
        {
            throw CliException.Failure(problem);
        }

        var definition = dag.Definition with
        {
            Tasks = [.. dag.Definition.Tasks.Select(t => t.DockerRuntime is null && !t.Action.IsInline && !t.Action.IsTrigger ? t with { DockerRuntime = new DockerRuntime { Image = image } } : t)],
        };
        return dag with { Dag = new LoadedDag(definition, CanonicalDag.Of(definition)) };
    }

    // The run's grain would refuse them too, after a server was started for it.
    private static void ThrowIfRefused(DagOfFile dag, JsonObject? conf)
    {
        var resolved = Params.Resolve(dag.Definition, conf);
        if (resolved.Values is null)
        {
            throw CliException.BadInput([.. resolved.Errors.Select(e => e.ToString())]);
        }
    }
}
