using Orrery.Client;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Dashboard.Views.Grid;

/// <summary>The newest runs of a DAG, oldest first, with the cells of their tasks. Used by one viewer, in one call at a time.</summary>
/// <param name="client">Where they are read.</param>
/// <param name="dagId">Id of the DAG.</param>
public sealed class GridModel(IOrreryClient client, string dagId)
{
    /// <summary>How many runs are shown at first, and added at a time.</summary>
    public const int RunsAtOnce = 25;

    /// <summary>How many runs are shown at most.</summary>
    public const int MostRuns = 1_000;

    private const int ReadAtOnce = 8;

    private readonly Dictionary<string, DagStructure> _structures = new(StringComparer.Ordinal);
    private Dictionary<string, (DagRunInfo Run, RunCells Cells)> _read = new(StringComparer.Ordinal);
    private string? _version;
    private List<string> _older = [];
    private List<DagRunInfo> _runs = [];
    private List<CellColumn> _columns = [];

    /// <summary>The rows; null before anything was read.</summary>
    public TaskTree? Tree { get; private set; }

    /// <summary>The runs, oldest first.</summary>
    public IReadOnlyList<DagRunInfo> Runs => _runs;

    /// <summary>The cells of each run.</summary>
    public IReadOnlyList<CellColumn> Columns => _columns;

    /// <summary>Whether there are runs before the oldest one shown.</summary>
    public bool HasOlder { get; private set; }

    /// <summary>Place of a run; −1 when it is not shown.</summary>
    public int IndexOf(string? runId) => _runs.FindIndex(r => r.DagRunId == runId);

    /// <summary>Whether the rows are those of this version, too.</summary>
    public bool Knows(string version) => _structures.ContainsKey(version);

    /// <summary>Reads the newest runs, and the cells of those that may have changed.</summary>
    /// <param name="version">The DAG's newest version, whose tasks are the rows.</param>
    /// <param name="wanted">How many runs.</param>
    /// <param name="changed">Ids of runs that have changed; those that ended before and are not named are not read again.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when there is no such version.</returns>
    public async Task<bool> LoadAsync(string version, int wanted, IReadOnlySet<string> changed, CancellationToken cancellationToken)
    {
        var page = await client.ListDagRunsAsync(new ListQuery { DagId = dagId, Limit = Math.Min(wanted, MostRuns) }, cancellationToken);
        DagRunInfo[] runs = [.. page.Items.Reverse()];
        var read = await ReadCellsAsync(runs, changed, cancellationToken);
        foreach (var missing in read.Values.Select(r => r.Cells.Version).Append(version).Where(v => !_structures.ContainsKey(v)).Distinct(StringComparer.Ordinal).ToList())
        {
            if (await client.GetStructureAsync(missing, cancellationToken) is { } structure)
            {
                _structures[missing] = structure;
            }
        }

        if (!_structures.TryGetValue(version, out var newest))
        {
            return false;
        }

        // From here on nothing waits: whoever looks sees all of it or nothing.
        (_read, HasOlder) = (read, page.NextCursor is not null && runs.Length < MostRuns);
        Grow(version, newest, runs);
        var places = new Dictionary<string, int[]>(StringComparer.Ordinal);
        _runs = [.. runs.Where(r => read.ContainsKey(r.DagRunId))];
        _columns = _runs.ConvertAll(r => ColumnOf(read[r.DagRunId].Cells, places));
        return true;
    }

    /// <summary>Takes over what a watched run is like now.</summary>
    /// <returns>What was known of the run before; null when it is not shown.</returns>
    public DagRunInfo? Replace(DagRunInfo run, CellColumn column)
    {
        var at = IndexOf(run.DagRunId);
        if (at < 0)
        {
            return null;
        }

        var before = _runs[at];
        (_runs[at], _columns[at]) = (run, column);
        return before;
    }

    private async Task<Dictionary<string, (DagRunInfo Run, RunCells Cells)>> ReadCellsAsync(DagRunInfo[] runs, IReadOnlySet<string> changed, CancellationToken cancellationToken)
    {
        var read = new Dictionary<string, (DagRunInfo, RunCells)>(StringComparer.Ordinal);
        foreach (var some in runs.Chunk(ReadAtOnce))
        {
            var cells = await Task.WhenAll(some.Select(r => IsKnown(r, changed)
                ? Task.FromResult<RunCells?>(_read[r.DagRunId].Cells)
                : client.ReadCellsAsync(dagId, r.DagRunId, cancellationToken)));
            foreach (var (run, found) in some.Zip(cells))
            {
                // A run without cells has been removed since it was listed.
                if (found is not null)
                {
                    read[run.DagRunId] = (run, found);
                }
            }
        }

        return read;
    }

    private bool IsKnown(DagRunInfo run, IReadOnlySet<string> changed) =>
        run.State.IsFinished() && !changed.Contains(run.DagRunId) && _read.TryGetValue(run.DagRunId, out var known) && known.Run == run;

    // The rows stay the same object as long as they say the same: then they need not be sent again.
    private void Grow(string version, DagStructure newest, DagRunInfo[] runs)
    {
        var newestFirst = runs.Reverse().Where(r => _read.ContainsKey(r.DagRunId)).Select(r => _read[r.DagRunId].Cells).ToList();
        var present = newest.TaskIds.ToHashSet(StringComparer.Ordinal);
        var older = newestFirst.Select(c => c.Version).Distinct(StringComparer.Ordinal)
            .Where(v => v != version && _structures.ContainsKey(v))
            .SelectMany(v => _structures[v].TaskIds)
            .Concat(newestFirst.SelectMany(c => c.Others).Select(o => o.TaskId))
            .Where(present.Add)
            .ToList();
        if (Tree is null || version != _version || !older.SequenceEqual(_older, StringComparer.Ordinal))
        {
            (Tree, _version, _older) = (TaskTree.Of(newest, older), version, older);
        }
    }

    private CellColumn ColumnOf(RunCells cells, Dictionary<string, int[]> places)
    {
        if (!places.TryGetValue(cells.Version, out var ofVersion))
        {
            places[cells.Version] = ofVersion = _structures.TryGetValue(cells.Version, out var structure) ? Tree!.PlacesOf(structure) : [];
        }

        return GridCells.Of(cells, ofVersion, Tree!);
    }
}
