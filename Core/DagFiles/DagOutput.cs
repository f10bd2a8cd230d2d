using System.Collections.Immutable;

namespace Orrery.Core.DagFiles;

/// <summary>What a DAG file that is a program wrote: its DAGs, and what it read to make them.</summary>
public sealed record DagOutput
{
    /// <summary>The DAGs, or everything that is wrong with them. A program may define none.</summary>
    public required DagFileResult Result { get; init; }

    /// <summary>What the program read, as far as it says.</summary>
    public ImmutableArray<DagOutputInput> Inputs { get; init; } = [];

    /// <summary>What the program found allowed, but probably not meant.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];
}

/// <summary>Something a program read to make its DAGs.</summary>
/// <param name="Kind">What it is: <c>file</c>, <c>variable</c> or <c>environment</c>.</param>
/// <param name="Name">Path of a file in the bundle, or the name of a variable.</param>
public sealed record DagOutputInput(string Kind, string Name);
