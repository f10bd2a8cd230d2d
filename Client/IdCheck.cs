using Orrery.Core.Identity;

namespace Orrery.Client;

/// <summary>Whether ids can name anything at all; those that cannot are answered without asking anybody.</summary>
internal static class IdCheck
{
    private const int VersionLength = 64;

    /// <summary>What is wrong with the ids of a run or of one of its tasks; null when nothing is.</summary>
    public static string? Problem(string dagId, string? runId = null, string? taskId = null) =>
        Ids.Problem(IdKind.Dag, dagId)
        ?? (runId is null ? null : Ids.Problem(IdKind.Run, runId))
        ?? (taskId is null ? null : Ids.Problem(IdKind.Task, taskId));

    /// <summary>What is wrong with the address of a log; null when nothing is.</summary>
    public static string? Problem(LogAddress log) =>
        Problem(log.DagId, log.RunId, log.TaskId)
        ?? (log.TryNumber < 1 ? $"There is no try {log.TryNumber}: tries count from 1." : null);

    /// <summary>Whether the text can be the SHA-256 of a version: 64 hex digits.</summary>
    public static bool IsVersion(string version) => version.Length == VersionLength && version.All(char.IsAsciiHexDigitLower);
}
