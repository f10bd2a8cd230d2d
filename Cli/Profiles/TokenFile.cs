namespace Orrery.Cli.Profiles;

/// <summary>Reads files that hold a token.</summary>
internal static class TokenFile
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>The token.</summary>
    /// <exception cref="CliException">The file cannot be read, or others can read it too.</exception>
    public static string Read(string path)
    {
        try
        {
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != UnixFileMode.None)
            {
                throw CliException.Failure($"The token file '{path}' can be read or written by others: chmod 600 '{path}'");
            }

            return File.ReadAllText(path).Trim() is { Length: > 0 } token ? token : throw CliException.Failure($"The token file '{path}' is empty: write a token into it, from 'orrery token create'.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CliException.Failure($"The token file '{path}' cannot be read: {e.Message}");
        }
    }
}
