using System.CommandLine;
using Orrery.Cli.Terminal;
using Orrery.Client;

namespace Orrery.Cli.Commands;

/// <summary><c>orrery jobs</c>.</summary>
internal static class JobsCommand
{
    /// <summary>Airflow's names of jobs, and ours of what does them.</summary>
    private static readonly Dictionary<string, string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["SchedulerJob"] = HealthComponents.Scheduler,
        ["TriggererJob"] = HealthComponents.Triggerer,
        ["DagProcessorJob"] = HealthComponents.DagProcessor,
    };

    /// <summary>Creates the command.</summary>
    public static Command Create(CliContext context)
    {
        var remote = new RemoteOptions(context);
        return new CliCommand("jobs", "What works in the background of a server.", "orrery jobs check")
            .With(remote.All)
            .With(Check(context, remote));
    }

    private static CliCommand Check(CliContext context, RemoteOptions remote)
    {
        var type = new Option<string?>("--job-type")
        {
            Description = "Only this component: store, scheduler, queue, runtime, triggerer, dag_processor, disk; or Airflow's SchedulerJob, TriggererJob, DagProcessorJob",
            HelpName = "NAME",
        };
        return new CliCommand("check", "Checks whether everything does its work; exit code 1 when something does not.", "orrery jobs check", "orrery jobs check --job-type SchedulerJob")
            .With(type)
            .Does(async (parsed, cancellationToken) =>
            {
                var health = await remote.Connect(parsed).GetHealthAsync(cancellationToken);
                var wanted = parsed.GetValue(type) is { } name ? Names.GetValueOrDefault(name, name) : null;
                var components = health.Components.Where(c => wanted is null || c.Name == wanted).ToList();
                if (components.Count == 0)
                {
                    throw CliException.BadInput($"There is no component '{wanted}'; there are: {string.Join(", ", health.Components.Select(c => c.Name))}");
                }

                if (remote.WantsJson(parsed))
                {
                    CliJson.Write(context.Terminal, components, CliJson.Output.IEnumerableComponentHealth);
                }
                else
                {
                    var table = new TextTable("COMPONENT", "STATUS", "HEARTBEAT", "DETAIL");
                    foreach (var component in components)
                    {
                        table.Add(
                            component.Name,
                            component.IsHealthy ? new Cell("healthy", Tone.Green) : new Cell("unhealthy", Tone.Red),
                            Wording.Moment(component.LatestHeartbeat),
                            component.Detail);
                    }

                    table.Write(context.Terminal, "");
                }

                return components.All(c => c.IsHealthy) ? ExitCodes.Success : ExitCodes.Failure;
            });
    }
}
