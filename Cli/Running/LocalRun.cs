using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Orrery.Cli.Server;
using Orrery.Cli.Validation;
using Orrery.Client;
using Orrery.Core.Dags;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Cli.Running;

/// <summary>Runs one DAG of a file in an engine of its own, whose data folder is thrown away.</summary>
internal sealed class LocalRun(CliContext context, bool json)
{
    private const string Bundle = "local";

    /// <summary>Long before any run: a schedule that has ended makes no runs of its own, and still says the data interval of this one.</summary>
    private static readonly DateTimeOffset Ended = new(1900, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Runs the DAG; the answer is the exit code.</summary>
    /// <param name="file">The file, which is valid.</param>
    /// <param name="dag">The DAG of it.</param>
    /// <param name="conf">Values of params; null: only defaults.</param>
    /// <param name="date">Logical date; null: now.</param>
    /// <param name="keep">Whether the data folder is kept.</param>
    /// <param name="cancellationToken">Ends the run as failed.</param>
    public async Task<int> RunAsync(LoadedDagFile file, DagOfFile dag, JsonObject? conf, DateTimeOffset? date, bool keep, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("orrery-run-").FullName;
        try
        {
            var settings = new ServerSettings { DataFolder = folder, IsThrowAway = true, Holder = "orrery run", Secrets = SecretSettings.OfEnvironment(context) };
            await using var server = await context.Starter.StartAsync(settings, cancellationToken);
            var runId = await StartAsync(server, file, dag, conf, date, cancellationToken);
            return await FollowAsync(server.Client, dag.Definition.DagId, runId, keep ? folder : null, cancellationToken);
        }
        finally
        {
            if (keep)
            {
                context.Terminal.Error.WriteLine($"kept: {folder}");
            }
            else
            {
                Delete(folder);
            }
        }
    }

    private async Task<int> FollowAsync(IOrreryClient client, string dagId, string runId, string? kept, CancellationToken cancellationToken)
    {
        try
        {
            return await new RunFollower(context, client, json).FollowAsync(dagId, runId, kept, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            context.Terminal.Error.WriteLine("orrery: interrupted; the run is marked failed and its tasks are stopped");
            _ = await client.MarkRunAsync(dagId, runId, DagRunState.Failed, CancellationToken.None);
            return ExitCodes.Interrupted;
        }
    }

    private static async Task<string> StartAsync(
        IRunningServer server, LoadedDagFile file, DagOfFile dag, JsonObject? conf, DateTimeOffset? date, CancellationToken cancellationToken)
    {
        var definition = dag.Definition;
        var canonical = CanonicalDag.Of(definition with { EndDate = Ended, Schedule = TimesOf(definition.Schedule) });
        var published = await server.PublishAsync(definition.DagId, new PublishRequest
        {
            Version = canonical.Version,
            Document = canonical.Document,
            Bundle = Bundle,
            File = Path.GetFileName(file.Path),
            CodeReference = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(file.Text))),
            CodePath = Path.GetDirectoryName(file.Path)!,
            Source = file.Text,
        });
        if (published.Refused is { } why)
        {
            throw CliException.BadInput(why);
        }

        var request = new TriggerRequest { LogicalDate = date, ConfJson = conf?.ToJsonString(), TriggeredBy = "cli" };
        var answer = await server.Client.TriggerAsync(definition.DagId, request, cancellationToken);
        return answer.RunId ?? throw CliException.BadInput([.. answer.Outcome.Problems]);
    }

    // A DAG that waits for what it writes would run again and again.
    private static ScheduleDefinition TimesOf(ScheduleDefinition schedule) => schedule switch
    {
        ScheduleDefinition.Assets => new ScheduleDefinition.None(),
        ScheduleDefinition.AssetOrTime either => either.Timetable,
        _ => schedule,
    };

    private void Delete(string folder)
    {
        try
        {
            for (var attempt = 1; Directory.Exists(folder); attempt++)
            {
                try
                {
                    Directory.Delete(folder, recursive: true);
                }
                catch (DirectoryNotFoundException) when (attempt < 10)
                {
                    // Who still cleaned up behind a task took away a part of it at the same moment.
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            context.Terminal.Error.WriteLine($"orrery: the data folder '{folder}' could not be deleted: {e.Message}");
        }
    }
}
