namespace Orrery.Storage;

/// <summary>What became of a change handed to the store.</summary>
public enum CommitOutcome
{
    /// <summary>It is durable.</summary>
    Committed,

    /// <summary>One of its fences did not hold: somebody else wrote the row since it was read. Nothing of it was written.</summary>
    Stale,

    /// <summary>A condition in it does not hold: slots it needs were granted under an older count of their limit, say. Nothing of it was written.</summary>
    GrantVoid,
}
