namespace Orrery.Core.Cron;

/// <summary>A cron expression that cannot be read; <see cref="Problems"/> holds everything that is wrong with it.</summary>
public sealed class CronFormatException : FormatException
{
    /// <summary>Creates the exception for an expression and its problems.</summary>
    /// <param name="expression">The text as it was given.</param>
    /// <param name="problems">All problems, at least one.</param>
    public CronFormatException(string expression, IReadOnlyList<CronProblem> problems)
        : base($"Cron expression \"{expression}\" cannot be read: {string.Join(' ', problems.Select(p => p.Message))}")
    {
        Problems = problems;
    }

    /// <summary>Every problem, in the order of the text.</summary>
    public IReadOnlyList<CronProblem> Problems { get; }
}
