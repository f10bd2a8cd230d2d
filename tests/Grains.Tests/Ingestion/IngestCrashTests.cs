using Orrery.Grains.Tests.Support;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Tests.Ingestion;

public sealed class IngestCrashTests : BundleSuite
{
    /// <summary>The commits of a pass, one after the other, each as the last thing before a crash.</summary>
    [Fact]
    public async Task Pass_WhenTheServerDiesAtAnyStep_LeavesTheOldOrTheNewVersionLiveAndIsFinishedByTheNext()
    {
        WriteDag("edited.yaml", "edited", "old");
        Write("two.yaml", $"{Yaml("stays", "{task_id: a, bash: a}")}---\n{Yaml("leaves", "{task_id: a, bash: a}")}");
        WriteDag("removed.yaml", "removed");
        WriteDag("moved-from.yaml", "moved");
        Write("broken.yaml", "dag_id: [");
        await ConfigureAsync();
        await Parser.ParseAsync(force: false);
        var round = 0;
        for (var crashes = true; crashes; round++)
        {
            var commits = 0;
            var n = round;
            WriteDag("edited.yaml", "edited", $"new {n}");
            Write("two.yaml", Yaml("stays", $"{{task_id: a, bash: new {n}}}"));
            Delete("removed.yaml");
            Delete("moved-from.yaml");
            WriteDag("moved-to.yaml", "moved", $"new {n}");
            WriteDag("broken.yaml", "fixed", $"new {n}");
            WriteDag("added.yaml", "added", $"new {n}");
            var before = await VersionsAsync();
            Fixture.Faults.Refuses = rows => !rows.Any(r => r is AuditRow) && commits++ == n;

            crashes = await DiesAsync();

            Fixture.Faults.Refuses = null;
            var meanwhile = await VersionsAsync();
            if (crashes)
            {
                await Fixture.CrashAsync(Parser);
            }

            (await Parser.ParseAsync(force: false)).Errors.ShouldBeEmpty($"after the crash at commit {n}");
            var after = await VersionsAsync();
            foreach (var (dagId, version) in meanwhile)
            {
                new[] { before.GetValueOrDefault(dagId), after.GetValueOrDefault(dagId) }.ShouldContain(version, $"of DAG '{dagId}', crashed at commit {n}");
            }

            after.Keys.ShouldBe(["added", "edited", "fixed", "moved", "stays"], ignoreOrder: true, $"crashed at commit {n}");
            (await DagRowAsync("moved")).File.ShouldBe("moved-to.yaml");
            (await ImportErrorsAsync()).ShouldBeEmpty();
            var rows = await Fixture.Store.ListBundleFilesAsync("main");
            rows.Select(r => r.Path).ShouldBe(["added.yaml", "broken.yaml", "edited.yaml", "moved-to.yaml", "two.yaml"]);
            (await Fixture.Store.GetBundleAsync("main"))!.Snapshot.ShouldNotBeNull();
            (await Parser.ParseAsync(force: false)).FilesParsed.ShouldBe(0);

            // As it was before, so that the next round has everything to do again.
            WriteDag("edited.yaml", "edited", "old");
            Write("two.yaml", $"{Yaml("stays", "{task_id: a, bash: a}")}---\n{Yaml("leaves", "{task_id: a, bash: a}")}");
            WriteDag("removed.yaml", "removed");
            Delete("moved-to.yaml");
            WriteDag("moved-from.yaml", "moved");
            Write("broken.yaml", "dag_id: [");
            Delete("added.yaml");
            await Parser.ParseAsync(force: false);
        }

        round.ShouldBeGreaterThan(8, "a pass has more commits than that");
    }

    private async Task<bool> DiesAsync()
    {
        try
        {
            await Parser.ParseAsync(force: false);
            return false;
        }
        catch (StoreUnavailableException)
        {
            return true;
        }
    }

    /// <summary>The versions that are live.</summary>
    private async Task<Dictionary<string, string>> VersionsAsync()
    {
        var versions = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var dagId in new[] { "edited", "stays", "leaves", "removed", "moved", "fixed", "added" })
        {
            if (await Fixture.Store.GetDagAsync(dagId) is { IsActive: true } row)
            {
                versions[dagId] = row.Version;
            }
        }

        return versions;
    }
}
