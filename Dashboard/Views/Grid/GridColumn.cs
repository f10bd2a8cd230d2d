using Orrery.Core.Identity;
using Orrery.Dashboard.Format;
using Orrery.Dashboard.Tokens;
using Orrery.Dashboard.Views.Dags;
using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Dashboard.Views.Grid;

/// <summary>What stands above the cells of a run, as the browser draws it.</summary>
/// <param name="Id">Id of the run.</param>
/// <param name="Name">Its date as people read it; its id when it has none.</param>
/// <param name="Day">Its day, for the scale above the columns.</param>
/// <param name="State">Number of its state, in the terms of task instances.</param>
/// <param name="Type">Its type by wire name, which is that of its drawing.</param>
/// <param name="Height">Height of its bar: 0 to 100, where 50 is the median of the runs shown.</param>
/// <param name="Duration">How long it took; null while it goes on or has not started.</param>
/// <param name="Since">Milliseconds since 1970 at which it started, while it goes on; else null.</param>
/// <param name="Version">Number of its release.</param>
/// <param name="IsChanged">Whether the run before it was on another release.</param>
/// <param name="Sequence">Number of the last change of its cells that went before them.</param>
/// <param name="Counts">Of each mapped task its place, then how many of its instances are in each state.</param>
public sealed record GridColumn(
    string Id,
    string Name,
    string Day,
    int State,
    string Type,
    int Height,
    string? Duration,
    long? Since,
    int Version,
    bool IsChanged,
    int Sequence,
    IReadOnlyList<IReadOnlyList<int>> Counts)
{
    /// <summary>Height of a bar as long as the median.</summary>
    public const int MedianHeight = 50;

    private const int Highest = 100;

    /// <summary>Height of the lowest bar of a run that has started.</summary>
    private const int Lowest = 4;

    /// <summary>The columns of some runs.</summary>
    /// <param name="oldestFirst">The runs, as they stand side by side.</param>
    /// <param name="now">When those end that go on.</param>
    /// <param name="zone">The zone of their dates.</param>
    public static IReadOnlyList<GridColumn> Of(IReadOnlyList<DagRunInfo> oldestFirst, DateTimeOffset now, TimeZoneInfo zone)
    {
        var median = Median([.. oldestFirst.Where(r => r.EndDate is not null).Select(r => RunBar.DurationOf(r, now)?.TotalSeconds ?? 0)]);
        return [.. oldestFirst.Select((run, place) => Of(run, place > 0 ? oldestFirst[place - 1] : null, median, now, zone))];
    }

    /// <summary>Counts of mapped tasks as rows of numbers: place, then a number for each state.</summary>
    public static IReadOnlyList<IReadOnlyList<int>> Flat(IEnumerable<KeyValuePair<int, int[]>> mapped) => [.. mapped.Select(m => (IReadOnlyList<int>)[m.Key, .. m.Value])];

    /// <summary>The middle of some numbers; 0 of none.</summary>
    internal static double Median(double[] values)
    {
        Array.Sort(values);
        return values.Length == 0 ? 0 : (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }

    private static GridColumn Of(DagRunInfo run, DagRunInfo? before, double median, DateTimeOffset now, TimeZoneInfo zone)
    {
        var at = Times.Moment(run.LogicalDate ?? run.RunAfter, zone);
        var duration = RunBar.DurationOf(run, now);
        return new GridColumn(
            run.DagRunId,
            at,
            at[..10],
            (int)StateTokens.OfRun(run.State),
            run.RunType.WireName(),
            HeightOf(duration, median),
            run.EndDate is not null && duration is { } took ? Durations.Text(took) : null,
            run is { StartDate: { } start, EndDate: null } ? start.ToUnixTimeMilliseconds() : null,
            run.VersionNumber,
            before is not null && before.VersionNumber != run.VersionNumber,
            Sequence: 0,
            Counts: []);
    }

    private static int HeightOf(TimeSpan? duration, double median) => (duration, median) switch
    {
        (null, _) => 0,
        (_, <= 0) => MedianHeight,
        ({ } took, _) => (int)Math.Clamp(Math.Round(took.TotalSeconds / median * MedianHeight), Lowest, Highest),
    };
}
