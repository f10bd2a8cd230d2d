namespace Orleans.Runtime;

/// <summary>A reminder could not be kept.</summary>
[GenerateSerializer]
public sealed class ReminderException : OrleansException
{
    /// <summary>An error.</summary>
    /// <param name="message">What went wrong.</param>
    public ReminderException(string message)
        : base(message)
    {
    }
}
