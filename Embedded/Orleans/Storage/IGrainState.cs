namespace Orleans;

/// <summary>A state together with what storage knows of it.</summary>
/// <typeparam name="T">The state's type.</typeparam>
public interface IGrainState<T>
{
    /// <summary>The state.</summary>
    T? State { get; set; }

    /// <summary>The stored version; <see langword="null"/> when there is no record.</summary>
    string? ETag { get; set; }

    /// <summary>Whether storage has a record.</summary>
    bool RecordExists { get; set; }
}
