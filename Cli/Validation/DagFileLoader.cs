using System.Text;
using Orrery.Core.DagFiles;
using Orrery.Runtime.Loading;

namespace Orrery.Cli.Validation;

/// <summary>A DAG file that was read from disk.</summary>
/// <param name="Path">Its absolute path.</param>
/// <param name="Text">Its text.</param>
/// <param name="Dags">Its DAGs; none when there are errors.</param>
/// <param name="Errors">What is wrong with it.</param>
/// <param name="Warnings">What is allowed, but probably not meant.</param>
internal sealed record LoadedDagFile(string Path, string Text, IReadOnlyList<DagOfFile> Dags, IReadOnlyList<Finding> Errors, IReadOnlyList<Finding> Warnings)
{
    /// <summary>Says what is wrong with the file.</summary>
    /// <exception cref="CliException">Something is.</exception>
    public void ThrowIfInvalid()
    {
        if (Errors.Count > 0)
        {
            throw CliException.BadInput([.. Errors.SelectMany(e => e.Trace is null ? [e.Text] : new[] { e.Text, e.Trace })]);
        }
    }
}

/// <summary>A DAG of a file.</summary>
/// <param name="Dag">The DAG.</param>
/// <param name="Place">Where its id is written; null: nobody knows.</param>
internal sealed record DagOfFile(LoadedDag Dag, SourceLocation? Place)
{
    /// <summary>The DAG.</summary>
    public Core.Dags.DagDefinition Definition => Dag.Definition;
}

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
    /// <param name="programs">Reads programs of the folder it is in; null: a reader for this one is made.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="CliException">It is missing, a folder, cannot be read, too large or not text.</exception>
    public static async Task<LoadedDagFile> LoadAsync(string path, string shown, DagPrograms? programs, CancellationToken cancellationToken)
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
            if (ProgramKinds.Of(path) is null)
            {
                return OfYaml(path, text, DagFileParser.Parse(text, shown));
            }

            if (programs is not null)
            {
                return await programs.LoadAsync(path, shown, text, cancellationToken);
            }

            await using var own = new DagPrograms(Path.GetDirectoryName(path)!);
            return await own.LoadAsync(path, shown, text, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CliException.BadInput($"'{shown}' cannot be read: {e.Message} Check its permissions.");
        }
        catch (DecoderFallbackException)
        {
            throw CliException.BadInput($"'{shown}' is not a text file in UTF-8: a DAG file is YAML or a program, saved as UTF-8.");
        }
    }

    /// <summary>The DAG files of a folder and its subfolders, sorted; hidden ones and those that are no DAG files are left out.</summary>
    /// <exception cref="CliException">A folder cannot be read.</exception>
    public static IReadOnlyList<string> Find(string folder, string shown)
    {
        try
        {
            return [.. Directory.EnumerateFiles(folder, "*", EveryFile).Where(p => IsDagFile(p) && Path.GetRelativePath(folder, p) is not ("bundle.yaml" or "bundle.yml")).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CliException.BadInput($"The folder '{shown}' cannot be read: {e.Message} Check its permissions.");
        }
    }

    private static LoadedDagFile OfYaml(string path, string text, DagFileResult result) => new(
        path,
        text,
        [.. result.Dags.Select(d => new DagOfFile(new LoadedDag(d.Definition, d.Canonical), d.Locations.Field("dag_id") ?? d.Locations.Dag))],
        [.. result.Errors.Select(Finding.Of)],
        [.. result.Warnings.Select(Finding.Of)]);

    // The same files a bundle's parser takes.
    private static bool IsDagFile(string path) => ProgramKinds.Of(path) is { } kind
        ? DagPrograms.IsDagFile(path, kind)
        : (path.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".yml", StringComparison.OrdinalIgnoreCase))
        && !path.EndsWith(".metadata.yaml", StringComparison.OrdinalIgnoreCase);

    private static string Nearby(string path)
    {
        var folder = Path.GetDirectoryName(path);
        if (folder is null || !Directory.Exists(folder))
        {
            return $": the folder '{folder}' does not exist either.";
        }

        var names = Directory.EnumerateFiles(folder).Where(IsDagFile).Select(p => Path.GetFileName(p)).Order(StringComparer.Ordinal).Take(6).ToList();
        return names.Count == 0 ? "." : $". In its folder there are: {string.Join(", ", names)}";
    }
}
