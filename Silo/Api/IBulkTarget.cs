using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Silo.Api;

/// <summary>One kind of thing that can be made, changed and deleted several at a time.</summary>
internal interface IBulkTarget
{
    /// <summary>What they are, in messages.</summary>
    string What { get; }

    /// <summary>The field that names one.</summary>
    string KeyField { get; }

    /// <summary>The fields that a mask may name.</summary>
    string[] Fields { get; }

    /// <summary>Reads a thing; what is wrong is left in the reader.</summary>
    /// <param name="body">The thing.</param>
    /// <param name="isNew">Whether it is to be made, and so must be complete.</param>
    /// <param name="mask">The fields that are to be changed; empty: all that are there.</param>
    BulkChange Read(BodyReader body, bool isNew, string[] mask);

    /// <summary>Whether there is one; null: that cannot be said beforehand, and each stands by itself.</summary>
    Task<bool?> ExistsAsync(string key, CancellationToken cancellationToken);

    /// <summary>Deletes a thing.</summary>
    Task<ActionResult> DeleteAsync(string key, CancellationToken cancellationToken);
}

/// <summary>What is to become of one thing.</summary>
/// <param name="Key">Its name.</param>
/// <param name="SetAsync">Makes or changes it: with true only if it is not there yet, with false only if it is, with null either way.</param>
internal sealed record BulkChange(string Key, Func<bool?, CancellationToken, Task<ActionResult>> SetAsync);
