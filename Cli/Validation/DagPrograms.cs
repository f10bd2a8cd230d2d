using Microsoft.Extensions.Options;
using Orrery.Runtime.Loading;

namespace Orrery.Cli.Validation;

/// <summary>Reads DAG files that are programs, as a server does that has their folder as a bundle.</summary>
/// <param name="folder">The folder.</param>
internal sealed class DagPrograms(string folder) : IAsyncDisposable
{
    private readonly ProcessDagLoader _loader = new(Options.Create(LoadingSettings.Read()), TimeProvider.System);

    /// <summary>Runs one, and answers what it defines or what is wrong with it.</summary>
    /// <param name="path">Its absolute path.</param>
    /// <param name="shown">What to call it in messages.</param>
    /// <param name="text">Its text.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<LoadedDagFile> LoadAsync(string path, string shown, string text, CancellationToken cancellationToken)
    {
        var name = Path.GetRelativePath(folder, path);
        var request = new LoadRequest
        {
            Bundle = "local",
            Files = [name],
            ReadAsync = (file, cancelled) => File.ReadAllBytesAsync(Path.Combine(folder, file), cancelled),
            FolderAsync = _ => Task.FromResult(folder),
        };
        var loaded = (await _loader.LoadAsync(request, cancellationToken)).Single();
        return new LoadedDagFile(
            path, text, [.. loaded.Dags.Select(d => new DagOfFile(d, Place: null))], [.. loaded.Errors.Select(Of)], [.. loaded.Warnings.Select(Of)]);

        Finding Of(LoadError error)
        {
            // The loader knows the file by its name in the bundle.
            var said = error.Message.StartsWith(name, StringComparison.Ordinal) ? shown + error.Message[name.Length..] : error.Message;
            return new Finding(error.Line, error.Column, null, null, null, "program", error.Message, "", said, error.Trace);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _loader.DisposeAsync();

    /// <summary>Whether a file that is named like a program may be one.</summary>
    /// <param name="path">Its absolute path.</param>
    /// <param name="kind">The kind its name tells.</param>
    public static bool IsDagFile(string path, ProgramKind kind) => kind switch
    {
        ProgramKind.Executable => !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & UnixFileMode.UserExecute) != UnixFileMode.None,
        _ => true,
    };
}
