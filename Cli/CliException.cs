namespace Orrery.Cli;

/// <summary>Ends a command with messages for people, one per problem, and an exit code. Never shown as a stack trace.</summary>
/// <param name="exitCode">One of <see cref="ExitCodes"/>.</param>
/// <param name="problems">Each: what, where and the remedy.</param>
internal sealed class CliException(int exitCode, params IReadOnlyList<string> problems) : Exception(string.Join(Environment.NewLine, problems))
{
    /// <summary>The exit code.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>The problems, one message each.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;

    /// <summary>What was asked for is not valid.</summary>
    public static CliException BadInput(params IReadOnlyList<string> problems) => new(ExitCodes.BadInput, problems);

    /// <summary>It did not work.</summary>
    public static CliException Failure(params IReadOnlyList<string> problems) => new(ExitCodes.Failure, problems);
}
