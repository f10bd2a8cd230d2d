namespace Orleans.Runtime;

/// <summary>The base of errors the host itself raises.</summary>
[GenerateSerializer]
public class OrleansException : Exception
{
    /// <summary>An error without words.</summary>
    public OrleansException()
    {
    }

    /// <summary>An error.</summary>
    /// <param name="message">What went wrong.</param>
    public OrleansException(string message)
        : base(message)
    {
    }

    /// <summary>An error with its cause.</summary>
    /// <param name="message">What went wrong.</param>
    /// <param name="innerException">The cause.</param>
    public OrleansException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
