namespace Orleans;

/// <summary>A state together with what storage knows of it.</summary>
/// <typeparam name="T">The state's type.</typeparam>
/// <param name="state">The state.</param>
/// <param name="eTag">The stored version.</param>
[GenerateSerializer]
public sealed class GrainState<T>(T? state, string? eTag) : IGrainState<T>
{
    /// <summary>No state and no record.</summary>
    public GrainState()
        : this(default, null)
    {
    }

    /// <summary>A state without a record.</summary>
    /// <param name="state">The state.</param>
    public GrainState(T? state)
        : this(state, null)
    {
    }

    /// <inheritdoc/>
    [Id(0)]
    public T? State { get; set; } = state;

    /// <inheritdoc/>
    [Id(1)]
    public string? ETag { get; set; } = eTag;

    /// <inheritdoc/>
    [Id(2)]
    public bool RecordExists { get; set; }
}
