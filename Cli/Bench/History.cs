using System.Globalization;
using Orrery.Core.Dags;
using Orrery.Core.Identity;
using Orrery.Core.States;
using Orrery.Storage;
using Orrery.Storage.Rows;
using Orrery.Storage.Sql;

namespace Orrery.Cli.Bench;

/// <summary>
/// What years of work leave in a store: finished runs of ten tasks, one a minute. Every second one is of the first DAG, so that one list is
/// long; one in twenty has failed.
/// </summary>
/// <param name="store">The store to fill.</param>
internal sealed class History(SqlStore store)
{
    /// <summary>DAGs it is of.</summary>
    public const int Dags = 100;

    /// <summary>Task instances of a run.</summary>
    public const int TasksOfRun = 10;

    private const int RunsInChange = 200;
    private const int FailedOneOf = 20;
    private const int RandomBits = 20;
    private static readonly DateTimeOffset First = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly CanonicalDag[] Versions = [.. Enumerable.Range(0, Dags).Select(dag => CanonicalDag.Of(new DagDefinition
    {
        DagId = DagId(dag),
        Tasks = [.. Enumerable.Range(0, TasksOfRun).Select(task => new TaskDefinition { TaskId = TaskId(task), Action = new TaskAction.Empty() })],
    }))];

    /// <summary>Id of a DAG, 0 to 99.</summary>
    public static string DagId(int dag) => string.Create(CultureInfo.InvariantCulture, $"history_{dag:00}");

    /// <summary>Where a run is in the order of runs; the first one is the oldest.</summary>
    public static RunPlace PlaceOf(int run)
    {
        var runAfter = First.AddMinutes(run);
        return new RunPlace(runAfter, runAfter.ToUnixTimeMilliseconds() << RandomBits);
    }

    /// <summary>Fills the store up to so many task instances; one that has as many is left as it is.</summary>
    public async Task FillAsync(long taskInstances, CancellationToken cancellationToken)
    {
        var runs = Runs(await store.CountTaskInstancesAsync(cancellationToken));
        if (await store.GetDagAsync(DagId(0), cancellationToken) is null)
        {
            await store.CommitAsync([.. Enumerable.Range(0, Dags).SelectMany(DagRows)], cancellationToken);
        }

        // While one change is being written the next is made.
        var writing = Task.CompletedTask;
        foreach (var chunk in Enumerable.Range(runs, Math.Max(0, Runs(taskInstances) - runs)).Chunk(RunsInChange))
        {
            List<StoreRow> rows = [.. chunk.SelectMany(RunRows)];
            await writing;
            writing = WriteAsync(rows, cancellationToken);
        }

        await writing;
    }

    private static int Runs(long taskInstances) => (int)((taskInstances + TasksOfRun - 1) / TasksOfRun);

    private static string TaskId(int task) => string.Create(CultureInfo.InvariantCulture, $"t{task}");

    private static IEnumerable<StoreRow> DagRows(int dag)
    {
        var (dagId, version) = (DagId(dag), Versions[dag]);
        yield return new DagRow
        {
            DagId = dagId, Bundle = "history", File = "history", Version = version.Version, Release = 1, IsPaused = true, TaskCount = TasksOfRun,
            CreatedAt = First, UpdatedAt = First, Revision = 0,
        };
        yield return new DagVersionRow { Version = version.Version, DagId = dagId, Document = version.Document, CreatedAt = First };
        yield return new DagReleaseRow
        {
            DagId = dagId, Release = 1, Version = version.Version, CodeReference = version.Version, CodePath = "", Bundle = "history", File = "history", CreatedAt = First,
        };
    }

    private static IEnumerable<StoreRow> RunRows(int run)
    {
        var dag = run % 2 == 0 ? 0 : 1 + (run / 2 % (Dags - 1));
        var (start, pk) = PlaceOf(run);
        var end = start.AddSeconds(TasksOfRun);
        var hasFailed = run % FailedOneOf == 0;
        yield return new DagRunRow
        {
            RunPk = pk, DagId = DagId(dag), RunId = $"scheduled__{start:yyyy-MM-ddTHH:mm:sszzz}", Version = Versions[dag].Version, Release = 1,
            Type = DagRunType.Scheduled, State = hasFailed ? DagRunState.Failed : DagRunState.Success,
            LogicalDate = start, IntervalStart = start, IntervalEnd = start.AddMinutes(1), RunAfter = start, QueuedAt = start, StartedAt = start, EndedAt = end,
            Revision = 0,
        };
        for (var task = 0; task < TasksOfRun; task++)
        {
            var (began, ended) = (start.AddSeconds(task), start.AddSeconds(task + 1));
            var state = hasFailed && task == TasksOfRun - 1 ? TaskInstanceState.Failed : TaskInstanceState.Success;
            yield return new TaskInstanceRow
            {
                RunPk = pk, Ordinal = task, TaskId = TaskId(task), State = state, TryNumber = 1, ScheduledAt = began, StartedAt = began, EndedAt = ended,
            };
            yield return new TaskTryRow { RunPk = pk, Ordinal = task, TryNumber = 1, State = state, StartedAt = began, EndedAt = ended };
        }
    }

    private async Task WriteAsync(List<StoreRow> rows, CancellationToken cancellationToken)
    {
        if (await store.CommitAsync(rows, cancellationToken) != CommitOutcome.Committed)
        {
            throw new InvalidOperationException("Runs of the history are in the store already, and others are missing: it is not as this bench leaves it.");
        }
    }
}
