namespace Orleans;

/// <summary>Overrides the response timeout for one method of a grain interface.</summary>
/// <param name="timeout">The timeout in the format of <see cref="TimeSpan.Parse(string)"/>, for example <c>00:01:30</c>.</param>
/// <exception cref="FormatException"><paramref name="timeout"/> is not a time span.</exception>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ResponseTimeoutAttribute(string timeout) : Attribute
{
    /// <summary>The timeout of the method.</summary>
    public TimeSpan? Timeout { get; init; } = TimeSpan.Parse(timeout, System.Globalization.CultureInfo.InvariantCulture);
}
