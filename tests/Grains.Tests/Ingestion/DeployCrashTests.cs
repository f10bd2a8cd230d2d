using System.IO.Compression;
using System.Text;
using Orrery.Grains.Interfaces.Bundles;
using Orrery.Grains.Tests.Support;
using Orrery.Storage;

namespace Orrery.Grains.Tests.Ingestion;

/// <summary>A deploy is all or nothing, also when the server dies on the way.</summary>
public sealed class DeployCrashTests : BundleSuite
{
    private IBundleParserGrain Reports => ParserOf("reports");

    [Fact]
    public async Task Deploy_WhenTheServerDiesAtAnyStep_IsDoneAsAWholeOrNotAtAll()
    {
        var (nothing, all) = (0, 0);
        for (var crashes = true; crashes;)
        {
            var n = nothing + all;
            await DeployAsync(Files($"old {n}", withOld: true));
            var before = await VersionsAsync();
            var commits = 0;
            Fixture.Faults.Refuses = _ => Interlocked.Increment(ref commits) > n;

            crashes = await DiesAsync(Files($"new {n}", withOld: false));

            Fixture.Faults.Refuses = null;
            if (crashes)
            {
                await Fixture.CrashAsync(Reports);
            }

            (await Reports.ParseAsync(force: false)).Errors.ShouldBeEmpty($"after the crash at commit {n}");
            var after = await VersionsAsync();
            if (after.TryGetValue("gone", out _))
            {
                after.ShouldBe(before, $"crashed at commit {n}");
                nothing++;
            }
            else
            {
                after.Keys.ShouldBe(["a", "b", "c", "come"], ignoreOrder: true, $"crashed at commit {n}");
                new[] { "a", "b", "c" }.ShouldAllBe(d => after[d] != before[d], $"crashed at commit {n}");
                all++;
            }

            (await Reports.ParseAsync(force: false)).FilesParsed.ShouldBe(0, $"crashed at commit {n}");
            (await Fixture.Store.ListBundleFilesAsync("reports")).Count.ShouldBe(after.Count);
        }

        nothing.ShouldBeGreaterThan(2, "before it was decided");
        all.ShouldBeGreaterThan(5, "once it was");
    }

    [Fact]
    public async Task Deploy_WhenTheStoreFailsOnTheWay_IsDoneToItsEndByItself()
    {
        await DeployAsync(Files("old", withOld: false));
        var before = await VersionsAsync();
        var published = 0;
        Fixture.Faults.Refuses = rows => rows.Any(r => r is Storage.Rows.DagReleaseRow) && Interlocked.Increment(ref published) > 1;

        (await DiesAsync(Files("new", withOld: false))).ShouldBeTrue();
        Fixture.Faults.Refuses = null;
        Fixture.Clock.Advance(TimeSpan.FromSeconds(5));

        await UntilAsync(async () => (await VersionsAsync()).All(v => before[v.Key] != v.Value), "all DAGs are new");
    }

    [Fact]
    public async Task Deploy_WhenItWasInterruptedAndTheBundleIsTakenOutOfService_IsForgotten()
    {
        await DeployAsync(Files("old", withOld: false));
        var published = 0;
        Fixture.Faults.Refuses = rows => rows.Any(r => r is Storage.Rows.DagReleaseRow) && Interlocked.Increment(ref published) > 1;
        await DiesAsync(Files("new", withOld: false));
        Fixture.Faults.Refuses = null;

        await Reports.DeactivateBundleAsync();
        await Fixture.CrashAsync(Reports);
        await Fixture.Grains.GetGrain<IBundleGrain>("reports").SetActiveAsync(true);
        await Reports.ParseAsync(force: false);

        (await Fixture.Store.GetBundleAsync("reports"))!.Snapshot.ShouldBe((await Fixture.Store.GetReleaseAsync("a", 1))!.Snapshot);
        (await VersionsAsync()).Count.ShouldBe(4);
    }

    private static (string, string)[] Files(string bash, bool withOld) =>
    [
        .. new[] { "a", "b", "c" }.Select(d => ($"{d}.yaml", Yaml(d, $"{{task_id: a, bash: {bash}}}"))),
        withOld ? ("gone.yaml", Yaml("gone", "{task_id: a, bash: x}")) : ("come.yaml", Yaml("come", $"{{task_id: a, bash: {bash}}}")),
    ];

    private async Task DeployAsync((string, string)[] files) => (await Reports.DeployAsync(new Deploy { Archive = Zip(files) })).Errors.ShouldBeEmpty();

    private async Task<bool> DiesAsync((string, string)[] files)
    {
        try
        {
            await DeployAsync(files);
            return false;
        }
        catch (Exception e) when (e is StoreUnavailableException || e.InnerException is StoreUnavailableException)
        {
            return true;
        }
    }

    private async Task<Dictionary<string, string>> VersionsAsync()
    {
        var versions = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var dagId in new[] { "a", "b", "c", "gone", "come" })
        {
            if (await Fixture.Store.GetDagAsync(dagId) is { IsActive: true } row)
            {
                versions[dagId] = row.Version;
            }
        }

        return versions;
    }

    private static byte[] Zip((string Path, string Text)[] files)
    {
        using var packed = new MemoryStream();
        using (var zip = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (path, text) in files)
            {
                using var entry = zip.CreateEntry(path).Open();
                entry.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return packed.ToArray();
    }
}
