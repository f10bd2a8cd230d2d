namespace Orrery.Runtime.Engines;

/// <summary>
/// This host can launch nothing at present, whatever the task: its disk is full, say. Nothing of the try has run, so it is no failure of it:
/// its lease is given back, and the host asks for work again a little later.
/// </summary>
/// <param name="message">What is missing and the remedy.</param>
/// <param name="innerException">The failure underneath.</param>
public sealed class HostNotReadyException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    // ENOSPC and EDQUOT; .NET passes the system's number on.
    private const int NoSpace = 28;
    private const int OverQuota = 122;

    /// <summary>Whether the disk is full, or this user's share of it.</summary>
    internal static bool IsDiskFull(Exception e) => e is IOException && (e.HResult & 0xFFFF) is NoSpace or OverQuota;
}
