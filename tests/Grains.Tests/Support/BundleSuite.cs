using Orrery.Grains.Interfaces.Bundles;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Tests.Support;

/// <summary>What suites of bundles share: a real folder.</summary>
public abstract class BundleSuite : GrainSuite
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("orrery-bundle-");
    private long _writes;

    protected string Folder => _folder.FullName;

    protected IBundleParserGrain Parser => ParserOf("main");

    protected IBundleGrain Bundle => Fixture.Grains.GetGrain<IBundleGrain>("main");

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    protected IBundleParserGrain ParserOf(string bundle) => Fixture.Grains.GetGrain<IBundleParserGrain>(bundle);

    protected async Task ConfigureAsync(string bundle = "main", string? folder = null) =>
        (await Fixture.Grains.GetGrain<IBundleGrain>(bundle).ConfigureAsync(new BundleSettings { Backend = BundleSettings.Folder, Location = folder ?? Folder }))
            .Problems.ShouldBeEmpty();

    /// <summary>Writes a file of the bundle; each write has a time of its own, as on a disk with fine clocks.</summary>
    protected void Write(string path, string text)
    {
        var full = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
        File.SetLastWriteTimeUtc(full, Fixture.Clock.GetUtcNow().UtcDateTime.AddDays(-1).AddSeconds(++_writes));
    }

    protected void WriteDag(string path, string dagId, string bash = "true") => Write(path, Yaml(dagId, $"{{task_id: a, bash: \"{bash}\"}}"));

    protected void Delete(string path) => File.Delete(Path.Combine(Folder, path));

    protected async Task<DagRow> DagRowAsync(string dagId) => (await Fixture.Store.GetDagAsync(dagId)).ShouldNotBeNull($"there is no DAG '{dagId}'");

    protected async Task<bool> IsActiveAsync(string dagId) => await Fixture.Store.GetDagAsync(dagId) is { IsActive: true };

    protected async Task<ImportErrorRow[]> ImportErrorsAsync() => [.. await Fixture.Store.ListImportErrorsAsync("main")];
}
