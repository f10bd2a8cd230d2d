namespace Orrery.Grains.Tests.Code;

/// <summary>Folders of code are read-only, and a test has to clear them away.</summary>
internal static class CodeFolderFiles
{
    public static void Delete(string folder)
    {
        foreach (var below in Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories).ToList())
        {
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(below, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }

        Directory.Delete(folder, recursive: true);
    }
}
