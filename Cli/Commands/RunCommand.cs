using System.CommandLine;
using System.Text.Json.Nodes;
using Orrery.Cli.Running;
using Orrery.Cli.Validation;
using Orrery.Core.Validation;

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
        var output = new OutputOption();
        return new CliCommand("run", "Runs one DAG of a file to its end, without a server; nothing is kept.", "orrery run etl.yaml", "orrery run etl.yaml --param day=2026-01-31", "orrery run etl.yaml --date 2026-01-31 --output json")
            .With(file, dagId)
            .With(inputs.All)
            .With(keep, output)
            .Does(async (parsed, cancellationToken) =>
            {
                var shown = parsed.GetRequiredValue(file);
                var loaded = await DagFileLoader.LoadAsync(context.FullPath(shown), shown, programs: null, cancellationToken);
                loaded.ThrowIfInvalid();
                var conf = inputs.Conf(parsed);
                var dag = Choose(loaded.Dags, parsed.GetValue(dagId), shown);
                ThrowIfRefused(dag, conf);
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
