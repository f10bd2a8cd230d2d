using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Orrery.Runtime.Linux;

namespace Orrery.Silo.Security;

/// <summary>Files and folders that only their owner can use.</summary>
/// <remarks>On Windows the rights are those of the folder above: a data folder in the user's profile is private.</remarks>
internal static class PrivateFiles
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerFolder = OwnerFile | UnixFileMode.UserExecute;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Creates a folder for its owner alone; leaves one that exists as it is.</summary>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerFolder);
        }
    }

    /// <summary>Creates a folder for its owner alone, or makes it one.</summary>
    public static void ClaimFolder(string path)
    {
        CreateFolder(path);
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != UnixFileMode.None)
        {
            File.SetUnixFileMode(path, OwnerFolder);
        }
    }

    /// <summary>Writes a new file, whole and durable or not at all; one that came into being meanwhile wins.</summary>
    public static void CreateOnce(string path, string content) => Write(path, content, temporary =>
    {
        try
        {
            SafeFile.MoveNew(temporary, path);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another server of the same user was faster; its file is as good.
        }
    });

    /// <summary>Writes a file anew, whole and durable or not at all.</summary>
    public static void Replace(string path, string content) => Write(path, content, temporary => File.Move(temporary, path, overwrite: true));

    /// <summary>Reads a file that only its owner can read.</summary>
    /// <exception cref="CredentialException">Others can read or write it, it is a link, or it is too large.</exception>
    public static string Read(string path, int maxBytes)
    {
        if (new FileInfo(path).LinkTarget is { } target)
        {
            throw new CredentialException($"'{path}' is a link to '{target}'. Replace it by the file itself: 'rm {path}', then start again.");
        }

        using var file = File.OpenHandle(path);
        if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(file) is var mode && (mode & Others) != UnixFileMode.None)
        {
            var octal = Convert.ToString((int)mode, 8).PadLeft(4, '0');
            throw new CredentialException(string.Create(
                CultureInfo.InvariantCulture,
                $"'{path}' can be used by others (mode {octal}), who may have read it. Make a new one: 'rm {path}' and start again; or, if nobody else uses this machine, 'chmod 600 {path}'."));
        }

        var bytes = new byte[maxBytes + 1];
        var length = RandomAccess.Read(file, bytes, fileOffset: 0);
        return length <= maxBytes
            ? Encoding.UTF8.GetString(bytes.AsSpan(0, length))
            : throw new CredentialException($"'{path}' is larger than {maxBytes} bytes. Delete it; the next start makes a new one.");
    }

    private static void Write(string path, string content, Action<string> move)
    {
        var temporary = $"{path}.{RandomNumberGenerator.GetHexString(16, lowercase: true)}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerFile;
        }

        try
        {
            using (var file = new FileStream(temporary, options))
            {
                file.Write(Encoding.ASCII.GetBytes(content));
                file.Flush(flushToDisk: true);
            }

            move(temporary);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
