namespace Orrery.Core.Waits;

/// <summary>What a look of a sensor gave.</summary>
public enum PokeKind
{
    /// <summary>What it waits for is there.</summary>
    Met = 0,

    /// <summary>Not yet.</summary>
    NotYet = 1,

    /// <summary>The look asks that the task be skipped.</summary>
    Skip = 2,

    /// <summary>The look went wrong; another may not.</summary>
    Error = 3,

    /// <summary>What it waits for will never be.</summary>
    FailNow = 4,

    /// <summary>The look says that the time is up.</summary>
    SensorTimeout = 5,

    /// <summary>The try took longer than its <c>execution_timeout</c>.</summary>
    TaskTimeout = 6,
}

/// <summary>A look of a sensor.</summary>
/// <param name="Kind">What it gave.</param>
/// <param name="Message">What it saw, for people: a sentence.</param>
/// <param name="ValueJson">A value it brought, as JSON; null: none.</param>
public readonly record struct PokeResult(PokeKind Kind, string Message, string? ValueJson = null);
