namespace Orrery.Core.Cron;

/// <summary>One thing that is wrong with a cron expression.</summary>
/// <param name="Field">The field it is in, or <see cref="CronField.Expression"/> when it concerns the whole.</param>
/// <param name="Position">Where it starts in the text as it was given: 1 is the first character.</param>
/// <param name="Found">The text that cannot be read.</param>
/// <param name="Message">The problem and what would be right, as a sentence that names field, position and what was found.</param>
public sealed record CronProblem(CronField Field, int Position, string Found, string Message)
{
    /// <summary>The <see cref="Message"/>.</summary>
    public override string ToString() => Message;
}
