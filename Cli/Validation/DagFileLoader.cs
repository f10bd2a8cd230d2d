using System.Text;
using Orrery.Core.DagFiles;

namespace Orrery.Cli.Validation;

/// <summary>A DAG file that was read from disk.</summary>
/// <param name="Path">Its absolute path.</param>
/// <param name="Text">Its text.</param>
/// <param name="Result">What it holds, or what is wrong with it.</param>
internal sealed record LoadedDagFile(string Path, string Text, DagFileResult Result);

/// <summary>Reads DAG files from disk, with a clear message for everything that is not one.</summary>
internal static class DagFileLoader
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly EnumerationOptions EveryFile = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint,
        IgnoreInaccessible = false,
    };

    /// <summary>Reads and checks one file.</summary>
    /// <param name="path">Its absolute path.</param>
    /// <param name="shown">What to call it in messages.</param>
    /// <exception cref="CliException">It is missing, a folder, cannot be read, too large or not text.</exception>
    public static LoadedDagFile Load(string path, string shown)
    {
        if (Directory.Exists(path))
        {
            throw CliException.BadInput($"'{shown}' is a folder, not a DAG file. To check all of its files: orrery validate {shown}; to serve it: orrery up --bundle {shown}");
        }

        if (!File.Exists(path))
        {
            throw CliException.BadInput($"There is no file '{shown}'{Nearby(path)}");
        }

        try
        {
            var size = new FileInfo(path).Length;
            if (size > DagFileLimits.Default.MaxBytes)
            {
                throw CliException.BadInput($"'{shown}' has {size:N0} bytes; a DAG file may have at most {DagFileLimits.Default.MaxBytes:N0}.");
            }

            var text = StrictUtf8.GetString(File.ReadAllBytes(path));
            return new LoadedDagFile(path, text, DagFileParser.Parse(text, shown));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CliException.BadInput($"'{shown}' cannot be read: {e.Message} Check its permissions.");
        }
        catch (DecoderFallbackException)
        {
            throw CliException.BadInput($"'{shown}' is not a text file in UTF-8: a DAG file is YAML, saved as UTF-8.");
        }
    }

    /// <summary>The DAG files of a folder and its subfolders, sorted; hidden ones and those that are no DAG files are left out.</summary>
    /// <exception cref="CliException">A folder cannot be read.</exception>
    public static IReadOnlyList<string> Find(string folder, string shown)
    {
        try
        {
            return [.. Directory.EnumerateFiles(folder, "*", EveryFile).Where(p => IsDagFile(Path.GetRelativePath(folder, p))).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CliException.BadInput($"The folder '{shown}' cannot be read: {e.Message} Check its permissions.");
        }
    }

    // The same files a bundle's parser takes.
    private static bool IsDagFile(string path) =>
        (path.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".yml", StringComparison.OrdinalIgnoreCase))
        && !path.EndsWith(".metadata.yaml", StringComparison.OrdinalIgnoreCase)
        && path is not ("bundle.yaml" or "bundle.yml");

    private static string Nearby(string path)
    {
        var folder = Path.GetDirectoryName(path);
        if (folder is null || !Directory.Exists(folder))
        {
            return $": the folder '{folder}' does not exist either.";
        }

        var names = Directory.EnumerateFiles(folder).Select(p => Path.GetFileName(p)).Where(IsDagFile).Order(StringComparer.Ordinal).Take(6).ToList();
        return names.Count == 0 ? "." : $". In its folder there are: {string.Join(", ", names)}";
    }
}
