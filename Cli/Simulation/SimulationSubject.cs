using Orrery.Cli.Validation;
using Orrery.Client;
using Orrery.Core.Dags;
using Orrery.Core.Identity;
using Orrery.Core.Timetables;
using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Cli.Simulation;

/// <summary>What is simulated.</summary>
/// <param name="Dag">The DAG.</param>
/// <param name="Last">Data interval of its newest scheduled run; null when there is none, or it comes from a file.</param>
internal sealed record SimulationSubject(DagDefinition Dag, DataInterval? Last)
{
    // Manual runs between scheduled ones are no reason to start the schedule from its beginning.
    private const int LookedThrough = 100;

    /// <summary>The one DAG of a file.</summary>
    /// <exception cref="CliException">The file cannot be read, has errors, or holds several DAGs.</exception>
    public static async Task<SimulationSubject> FromFileAsync(string path, string shown, CancellationToken cancellationToken)
    {
        var result = await DagFileLoader.LoadAsync(path, shown, programs: null, cancellationToken);
        result.ThrowIfInvalid();
        return result.Dags is [var one]
            ? new SimulationSubject(one.Definition, Last: null)
            : throw CliException.BadInput($"'{shown}' holds {result.Dags.Count} DAGs; a simulation is of one: put it into a file of its own, or name a DAG of the server.");
    }

    /// <summary>The live version of a DAG of the server.</summary>
    /// <exception cref="CliException">There is none.</exception>
    public static async Task<SimulationSubject> FromServerAsync(IOrreryClient client, string dagId, CancellationToken cancellationToken)
    {
        if (await client.GetDagAsync(dagId, cancellationToken) is not { } dag
            || await client.GetDocumentAsync(dag.Version, cancellationToken) is not { } document)
        {
            throw CliException.Failure($"There is no DAG '{dagId}', and no file of that name. See: orrery dags list");
        }

        var runs = await client.ListDagRunsAsync(new ListQuery { DagId = dagId, Limit = LookedThrough }, cancellationToken);
        var last = runs.Items.FirstOrDefault(r => r.RunType == DagRunType.Scheduled);
        return new SimulationSubject(
            DagDocument.FromJson(document),
            last is { DataIntervalStart: { } start, DataIntervalEnd: { } end } ? new DataInterval(start, end) : null);
    }
}
