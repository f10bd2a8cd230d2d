namespace Orrery.Core.Runs;

/// <summary>Arithmetic with moments that cannot overflow.</summary>
internal static class Moments
{
    /// <summary>The moment this much later; the end of time when there is no such moment.</summary>
    public static DateTimeOffset After(DateTimeOffset moment, TimeSpan delay) =>
        delay > DateTimeOffset.MaxValue - moment ? DateTimeOffset.MaxValue : moment + delay;
}
