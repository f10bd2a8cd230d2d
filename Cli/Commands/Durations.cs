using Orrery.Core.DagFiles;

namespace Orrery.Cli.Commands;

/// <summary>Reads options that are durations.</summary>
internal static class Durations
{
    /// <summary>The duration; null when the option was not given.</summary>
    /// <exception cref="CliException">It is none, or not above zero.</exception>
    public static TimeSpan? Parse(string? text, string option) => text switch
    {
        null => null,
        _ when DurationText.TryParseFixed(text, out var duration) && duration > TimeSpan.Zero => duration,
        _ => throw CliException.BadInput($"{option} '{text}' is not a duration: {DurationText.Examples}, or '90d'."),
    };
}
