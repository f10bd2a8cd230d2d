namespace Orleans.Runtime;

/// <summary>A stream from a grain broke off because the grain's activation went away.</summary>
[GenerateSerializer]
public sealed class EnumerationAbortedException : Exception
{
    /// <summary>An error without words.</summary>
    public EnumerationAbortedException()
    {
    }

    /// <summary>An error.</summary>
    /// <param name="message">What went wrong.</param>
    public EnumerationAbortedException(string message)
        : base(message)
    {
    }
}
