namespace Orrery.Core.Timetables;

/// <summary>
/// Whether a schedule with neither a start date nor a run begins with its newest past tick or waits for the next one. The
/// default, <see cref="IfJustMissed"/>, forgives a deploy that comes a moment too late.
/// </summary>
public readonly record struct RunImmediately
{
    private static readonly TimeSpan LeastBuffer = TimeSpan.FromMinutes(5);

    // Null is "just missed"; so the default value is the default behaviour.
    private readonly TimeSpan? _buffer;

    private RunImmediately(TimeSpan buffer)
    {
        _buffer = buffer;
    }

    /// <summary>The greatest age of a past tick that is still run; null for the default, <see cref="TimeSpan.MaxValue"/> for any.</summary>
    public TimeSpan? Buffer => _buffer;

    /// <summary>Begin with the newest past tick if it is no older than a tenth of the way to the next tick, or five minutes.</summary>
    public static RunImmediately IfJustMissed => default;

    /// <summary>Begin with the newest past tick, however old.</summary>
    public static RunImmediately Always => new(TimeSpan.MaxValue);

    /// <summary>Begin with the newest past tick if it is no older than <paramref name="buffer"/>.</summary>
    /// <param name="buffer">The greatest age; not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">The buffer is negative.</exception>
    public static RunImmediately Within(TimeSpan buffer)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(buffer, TimeSpan.Zero);
        return new RunImmediately(buffer);
    }

    /// <summary>Whether a tick of this age is still run, given the gap from it to the next.</summary>
    internal bool Allows(TimeSpan age, TimeSpan gap) => age <= (_buffer ?? (gap / 10 > LeastBuffer ? gap / 10 : LeastBuffer));
}
