using System.Diagnostics.CodeAnalysis;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Dags;

/// <summary>What publishing something would do.</summary>
internal sealed record Publication
{
    /// <summary>The answer, but for what assets say to it.</summary>
    public required PublishResult Reply { get; init; }

    /// <summary>The live release so far; null: there is none.</summary>
    public DagReleaseRow? Live { get; init; }

    /// <summary>Whether it is the release that was rolled back, and so does not come back.</summary>
    public bool IsRolledBack { get; init; }

    /// <summary>Whether there is nothing to write.</summary>
    public bool ChangesNothing { get; init; }

    /// <summary>Whether two releases are the same version of the same code.</summary>
    public static bool IsSame([NotNullWhen(true)] DagReleaseRow? release, PublishRequest request) =>
        release is not null && release.Version == request.Version && release.CodeReference == request.CodeReference;
}
