namespace Orrery.Dashboard.Format;

/// <summary>Durations as people read them: two units at most, always the same width inside a unit.</summary>
public static class Durations
{
    /// <summary><c>320 ms</c>, <c>4.2 s</c>, <c>42 s</c>, <c>2 min 04 s</c>, <c>1 h 03 min</c>, <c>2 d 04 h</c>; what is negative counts as none.</summary>
    public static string Text(TimeSpan duration) => duration switch
    {
        { Ticks: <= 0 } => "0 s",
        { TotalMilliseconds: < 999.5 } => $"{Math.Max(1, Math.Round(duration.TotalMilliseconds)):0} ms",
        { TotalSeconds: < 9.95 } => $"{duration.TotalSeconds:0.0} s",
        _ => Whole(TimeSpan.FromSeconds(Math.Round(duration.TotalSeconds))),
    };

    /// <summary>As <see cref="Text"/>, in whole seconds, for what is still going on. <c>wwwroot/js/clock.js</c> says the same.</summary>
    public static string Ticking(TimeSpan duration) => Whole(duration < TimeSpan.Zero ? TimeSpan.Zero : duration);

    private static string Whole(TimeSpan duration) => duration switch
    {
        { TotalMinutes: < 1 } => $"{duration.Seconds} s",
        { TotalHours: < 1 } => $"{duration.Minutes} min {duration.Seconds:00} s",
        { TotalDays: < 1 } => $"{duration.Hours} h {duration.Minutes:00} min",
        _ => $"{duration.Days} d {duration.Hours:00} h",
    };
}
