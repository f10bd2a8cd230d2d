using System.IO.Compression;

namespace Orrery.Grains.Interfaces.Catalog;

/// <summary>All tasks of a run in a byte each (<see cref="TaskCell"/>), in a form that is small for ten thousand of them.</summary>
[GenerateSerializer, Immutable, Alias("orrery.run_cells")]
public sealed record RunCells
{
    /// <summary>SHA-256 of the version the run is on, whose order of tasks the cells have.</summary>
    [Id(0)] public required string Version { get; init; }

    /// <summary>Number of tasks of the version, and of cells.</summary>
    [Id(1)] public required int TaskCount { get; init; }

    /// <summary>The cells, deflated (RFC 1951).</summary>
    [Id(2)] public required ImmutableArray<byte> Deflated { get; init; }

    /// <summary>What is known of mapped tasks besides their cells.</summary>
    [Id(3)] public ImmutableArray<MappedCells> Mapped { get; init; } = [];

    /// <summary>Tasks of the run that are not in its version: it was on another before.</summary>
    [Id(4)] public ImmutableArray<OtherCell> Others { get; init; } = [];

    /// <summary>The cells, by the places of their tasks in the version.</summary>
    /// <exception cref="InvalidDataException">They are not what <see cref="Deflate"/> made of as many.</exception>
    public byte[] Cells()
    {
        var cells = new byte[TaskCount];
        using var deflated = new MemoryStream([.. Deflated]);
        using var inflate = new DeflateStream(deflated, CompressionMode.Decompress);
        if (inflate.ReadAtLeast(cells, TaskCount, throwOnEndOfStream: false) != TaskCount || inflate.ReadByte() >= 0)
        {
            throw new InvalidDataException($"The cells of a run are not {TaskCount}, as its version has tasks.");
        }

        return cells;
    }

    /// <summary>The form in which bytes are sent.</summary>
    public static byte[] Deflate(ReadOnlySpan<byte> bytes)
    {
        using var deflated = new MemoryStream();
        using (var deflate = new DeflateStream(deflated, CompressionLevel.Optimal))
        {
            deflate.Write(bytes);
        }

        return deflated.ToArray();
    }
}

/// <summary>What the cell of a mapped task stands for.</summary>
/// <param name="Task">Place of the task in the version.</param>
/// <param name="Counts">How many of its instances are in each state, by the states' numbers.</param>
[GenerateSerializer, Immutable, Alias("orrery.mapped_cells")]
public sealed record MappedCells([property: Id(0)] int Task, [property: Id(1)] ImmutableArray<int> Counts);

/// <summary>The cell of a task that is not in the version of its run.</summary>
/// <param name="TaskId">Id of the task.</param>
/// <param name="Cell">Its cell.</param>
[GenerateSerializer, Immutable, Alias("orrery.other_cell")]
public sealed record OtherCell([property: Id(0)] string TaskId, [property: Id(1)] byte Cell);
