namespace Orrery.Cli;

/// <summary>What the command's exit codes mean. Scripts rely on them: never change a meaning.</summary>
internal static class ExitCodes
{
    /// <summary>It was done; of a run: it succeeded.</summary>
    public const int Success = 0;

    /// <summary>It was tried and did not succeed: the run failed, the server refused or cannot be reached, a check of the machine failed.</summary>
    public const int Failure = 1;

    /// <summary>What was asked for is not valid; nothing was done.</summary>
    public const int BadInput = 2;

    /// <summary>Interrupted by Ctrl-C or SIGTERM.</summary>
    public const int Interrupted = 130;

    /// <summary>The same for people: what <c>--help</c> and the documentation say.</summary>
    public static IReadOnlyList<(int Code, string Meaning)> Meanings { get; } =
    [
        (Success, "done; of a run: it succeeded"),
        (Failure, "not successful: the run failed, the server refused or cannot be reached"),
        (BadInput, "bad input: nothing was done"),
        (Interrupted, "interrupted by Ctrl-C or SIGTERM"),
    ];
}
