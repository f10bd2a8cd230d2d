using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>The stored version of a grain's state is not the one the grain read: somebody else wrote. The activation goes away.</summary>
[GenerateSerializer]
public class InconsistentStateException : OrleansException
{
    /// <summary>An error without words.</summary>
    public InconsistentStateException()
    {
    }

    /// <summary>An error.</summary>
    /// <param name="message">What went wrong.</param>
    public InconsistentStateException(string message)
        : base(message)
    {
    }

    /// <summary>An error with both versions.</summary>
    /// <param name="errorMsg">What went wrong.</param>
    /// <param name="storedEtag">The stored version.</param>
    /// <param name="currentEtag">The version the grain had.</param>
    public InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag)
        : base(errorMsg)
    {
        StoredEtag = storedEtag;
        CurrentEtag = currentEtag;
    }

    /// <summary>The stored version.</summary>
    [Id(1)]
    public string? StoredEtag { get; private set; }

    /// <summary>The version the grain had.</summary>
    [Id(2)]
    public string? CurrentEtag { get; private set; }
}
