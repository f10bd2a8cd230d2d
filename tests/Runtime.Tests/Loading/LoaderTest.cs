using Orrery.Core.Bundles;
using Orrery.Runtime.Bundles;
using Orrery.Runtime.Loading;

namespace Orrery.Runtime.Tests.Loading;

/// <summary>A bundle in a folder, and a loader with short limits.</summary>
public abstract class LoaderTest : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("orrery-loader-").FullName;

    internal LoadingOptions Options { get; } = new() { TimeLimit = TimeSpan.FromSeconds(20), MaxOutputBytes = 1 << 20 };

    internal ProcessDagLoader Loader { get; private set; } = null!;

    /// <summary>Variables of the installation.</summary>
    internal Dictionary<string, ParseVariable> Variables { get; } = new(StringComparer.Ordinal);

    public Task InitializeAsync()
    {
        Loader = NewLoader();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await Loader.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    internal ProcessDagLoader NewLoader() => new(Microsoft.Extensions.Options.Options.Create(Options), TimeProvider.System);

    internal string PathOf(string name) => Path.Combine(_folder, name);

    internal void Write(string name, string content)
    {
        var path = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }

    internal void WriteExecutable(string name, string content)
    {
        Write(name, content);
        File.SetUnixFileMode(PathOf(name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    internal async Task<LoadedFile> LoadAsync(string name) => (await LoadAllAsync(name)).Single();

    internal Task<IReadOnlyList<LoadedFile>> LoadAllAsync(params string[] names) => Loader.LoadAsync(new LoadRequest
    {
        Bundle = "test",
        Files = names,
        ReadAsync = (path, cancellationToken) => new FolderBundleBackend(_folder).ReadAsync(path, 64 << 20, cancellationToken),
        HashDirectory = new DirectoryListings(Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(_folder, f))).HashOf,
        Variables = new ParseVariables(key => Task.FromResult(Variables.GetValueOrDefault(key))),
        FolderAsync = _ => Task.FromResult(_folder),
    });
}
