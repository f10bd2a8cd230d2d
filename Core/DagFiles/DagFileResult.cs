using System.Collections.Immutable;
using Orrery.Core.Dags;

namespace Orrery.Core.DagFiles;

/// <summary>What a DAG file holds, or everything that is wrong with it. A file with errors yields no DAG at all.</summary>
public sealed record DagFileResult
{
    /// <summary>The DAGs in the order of the file; empty when there are errors.</summary>
    public required ImmutableArray<ParsedDag> Dags { get; init; }

    /// <summary>All errors, in the order of the file.</summary>
    public required ImmutableArray<DagFileError> Errors { get; init; }

    /// <summary>What is allowed but probably not meant, in the order of the file.</summary>
    public required ImmutableArray<DagFileError> Warnings { get; init; }

    /// <summary>Whether the file can be used.</summary>
    public bool IsValid => Errors.IsEmpty;
}

/// <summary>One valid DAG of a file.</summary>
/// <param name="Definition">The DAG.</param>
/// <param name="Canonical">Its canonical document and version.</param>
/// <param name="Locations">Where its parts are written.</param>
public sealed record ParsedDag(DagDefinition Definition, CanonicalDag Canonical, SourceLocations Locations);
