namespace Orleans.Runtime;

/// <summary>The host of a grain went away during a call, or does not take calls any more. Whether the grain saw the call is not known.</summary>
[GenerateSerializer]
public sealed class SiloUnavailableException : OrleansMessageRejectionException
{
    /// <summary>An error without further words.</summary>
    public SiloUnavailableException()
        : base("The silo is not available.")
    {
    }

    /// <summary>An error.</summary>
    /// <param name="msg">What went wrong.</param>
    public SiloUnavailableException(string msg)
        : base(msg)
    {
    }

    /// <summary>An error with its cause.</summary>
    /// <param name="message">What went wrong.</param>
    /// <param name="innerException">The cause.</param>
    public SiloUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
