namespace Orrery.Runtime.Engines;

/// <summary>Where a try finds what it is given, and leaves what it has to say: the protocol between a task and its engine.</summary>
internal sealed record TryFiles
{
    /// <summary>Where it leaves its return value.</summary>
    public required string XCom { get; init; }

    /// <summary>Where it leaves what it pushes beside its return value.</summary>
    public required string XComKeys { get; init; }

    /// <summary>Where it says what its outlets are news of.</summary>
    public required string Outlets { get; init; }

    /// <summary>Where it says that it wants to be started again once something is there.</summary>
    public required string Defer { get; init; }

    /// <summary>What came of that, for one that was started again.</summary>
    public required string Event { get; init; }

    /// <summary>What the code of a DAG's own file is given.</summary>
    public required string Call { get; init; }

    /// <summary>Where and with which token it may ask while it runs; null: it may not.</summary>
    public string? TaskApi { get; init; }

    /// <summary>Its own scratch directory.</summary>
    public required string Scratch { get; init; }

    /// <summary>The scratch directory that the tasks of its run share.</summary>
    public required string Run { get; init; }
}
