namespace Orrery.Runtime.Loading;

/// <summary>
/// Folders for what programs hand back, which is read at once and thrown away: in memory where there is room for all of it, since making a file on
/// a disk costs more than reading a DAG file does.
/// </summary>
internal static class ScratchFolders
{
    private const string Memory = "/dev/shm";
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>A new folder that only this user can look into.</summary>
    /// <param name="bytes">The most that will be in it at once.</param>
    public static string Create(long bytes)
    {
        if (!OperatingSystem.IsWindows() && HasRoom(bytes))
        {
            try
            {
                return Directory.CreateDirectory(Path.Combine(Memory, $"orrery-parse-{Path.GetRandomFileName()}"), Own).FullName;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It is there for others.
            }
        }

        return Directory.CreateTempSubdirectory("orrery-parse-").FullName;
    }

    /// <summary>Takes a folder away with all that is in it.</summary>
    public static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // In a place for temporary files, which the system empties.
        }
    }

    private static bool HasRoom(long bytes)
    {
        try
        {
            return Directory.Exists(Memory) && new DriveInfo(Memory).AvailableFreeSpace >= bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
