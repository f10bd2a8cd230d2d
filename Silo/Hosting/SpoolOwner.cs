namespace Orrery.Silo.Hosting;

/// <summary>
/// Keeps a server to one spool, and a spool to one server. Two that share one would take each other's tasks for their own, and one that is moved while
/// tasks run would run them again.
/// </summary>
internal static class SpoolOwner
{
    private const string Default = "spool";
    private const string OwnerFile = "owner";
    private const string ElsewhereFile = "elsewhere";

    /// <summary>Takes a spool for the server of a data folder.</summary>
    /// <param name="spool">Absolute path of the spool; null: that in the data folder.</param>
    /// <param name="dataFolder">Absolute path of the data folder.</param>
    /// <exception cref="ServerStartException">It is that of another server, or cannot be used, or there are still tasks in the one before.</exception>
    public static void Claim(string? spool, string dataFolder)
    {
        var standard = Path.Combine(dataFolder, Default);
        var next = spool ?? standard;
        try
        {
            _ = Directory.CreateDirectory(standard);
            ThrowIfTasksAreLeft(standard, next);
            if (spool is not null)
            {
                ThrowIfOwned(spool, dataFolder);
            }

            File.WriteAllText(Path.Combine(standard, ElsewhereFile), next);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ServerStartException($"The spool '{next}' cannot be used: {e.Message} Give a local folder that this user may write to with --spool.");
        }
    }

    private static void ThrowIfTasksAreLeft(string standard, string next)
    {
        var record = Path.Combine(standard, ElsewhereFile);
        var previous = File.Exists(record) ? File.ReadAllText(record) : standard;
        if (previous != next && Directory.Exists(previous) && Directory.EnumerateFiles(previous, "*.try").Any())
        {
            throw new ServerStartException(
                $"There are tasks in the spool '{previous}', and this server is to use '{next}': it would run them again. Start it {(previous == standard ? "without --spool" : $"with --spool {previous}")} until they have ended, or remove that folder if none of them runs.");
        }
    }

    private static void ThrowIfOwned(string spool, string dataFolder)
    {
        _ = Directory.CreateDirectory(spool);
        var path = Path.Combine(spool, OwnerFile);
        if (!File.Exists(path))
        {
            File.WriteAllText(path, dataFolder);
        }
        else if (File.ReadAllText(path) is var owner && owner != dataFolder)
        {
            throw new ServerStartException(
                $"The spool '{spool}' is that of the server with the data folder '{owner}': give this one another with --spool. If that server is gone for good, remove '{path}'.");
        }
    }
}
