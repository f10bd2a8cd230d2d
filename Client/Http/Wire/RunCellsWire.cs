using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Client.Http.Wire;

/// <summary>All tasks of a run in a byte each: <c>cells</c> is base64 of what deflate (RFC 1951) made of them.</summary>
internal sealed record RunCellsWire(string Version, int TaskCount, byte[] Cells, MappedCellsWire[] Mapped, OtherCellWire[] Others)
{
    public static RunCellsWire Of(RunCells cells) => new(
        cells.Version,
        cells.TaskCount,
        [.. cells.Deflated],
        [.. cells.Mapped.Select(m => new MappedCellsWire(m.Task, [.. m.Counts]))],
        [.. cells.Others.Select(o => new OtherCellWire(o.TaskId, o.Cell))]);

    public RunCells ToCells() => new()
    {
        Version = Version,
        TaskCount = TaskCount,
        Deflated = [.. Cells],
        Mapped = [.. Mapped.Select(m => new MappedCells(m.Task, [.. m.Counts]))],
        Others = [.. Others.Select(o => new OtherCell(o.TaskId, o.Cell))],
    };
}

/// <summary>A mapped task, and how many of its instances are in each state.</summary>
internal sealed record MappedCellsWire(int Task, int[] Counts);

/// <summary>A task of a run that is not in its version.</summary>
internal sealed record OtherCellWire(string TaskId, byte Cell);
