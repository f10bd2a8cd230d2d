using Orrery.Grains.Interfaces.Bundles;
using Orrery.Grains.Tests.Support;
using Orrery.Runtime.Tests.Bundles;

namespace Orrery.Grains.Tests.Code;

/// <summary>A bundle in a real repository: what is live, and what runs are stamped with.</summary>
public sealed class GitBundleTests : BundleSuite
{
    [Fact]
    public async Task Run_OfABundleInGit_IsStampedWithTheCommitAndKeepsItsCode()
    {
        var repository = new GitRepository(Folder);
        Write("dags/etl.yaml", Yaml("etl", "{task_id: a, bash: cat x}", "{task_id: b, bash: cat x, depends_on: a}"));
        var first = repository.Commit();
        await AddAsync();
        var runId = await TriggerAsync("etl");
        var a = await TakeAsync();

        Write("dags/x", "new");
        var second = repository.Commit();
        (await Parser.ParseAsync(force: false)).ShouldSatisfyAllConditions(r => r.Errors.ShouldBeEmpty(), r => r.SourceReference.ShouldBe(second));
        Fixture.Clock.Advance(TimeSpan.FromSeconds(1)); // Ids of runs have their time in them.
        var other = await TriggerAsync("etl");
        var newA = await TakeAsync();
        await SucceedAsync(a);
        var b = await TakeAsync();

        a.WorkingDirectory.ShouldBe("dags");
        (b.Snapshot, b.WorkingDirectory).ShouldBe((a.Snapshot, a.WorkingDirectory));
        newA.Snapshot.ShouldNotBe(a.Snapshot);
        (await RunInfoAsync(runId)).BundleVersion.ShouldBe(first);
        (await RunInfoAsync(other)).BundleVersion.ShouldBe(second);
    }

    [Fact]
    public async Task Parse_WhenTheRepositoryIsAway_SaysSoAndWhatWasFetchedStaysLive()
    {
        var repository = new GitRepository(Folder);
        WriteDag("etl.yaml", "etl");
        var commit = repository.Commit();
        await AddAsync();
        Directory.Move(Path.Combine(Folder, ".git"), Path.Combine(Folder, "gone"));

        (await Parser.ParseAsync(force: false)).Errors.ShouldHaveSingleItem().ShouldContain("Check the address, the network and the credentials");

        (await Bundle.GetAsync()).ShouldNotBeNull().ShouldSatisfyAllConditions(i => i.Problem.ShouldNotBeNull(), i => i.SourceReference.ShouldBe(commit));
        (await IsActiveAsync("etl")).ShouldBeTrue();
        await TriggerAsync("etl");
        Directory.Move(Path.Combine(Folder, "gone"), Path.Combine(Folder, ".git"));
        (await Parser.ParseAsync(force: false)).Errors.ShouldBeEmpty();
        (await Bundle.GetAsync())!.Problem.ShouldBeNull();
    }

    [Fact]
    public async Task Configure_WhenTheAddressHasAPassword_RefusesItWithoutRepeatingIt() =>
        (await Bundle.ConfigureAsync(new BundleSettings { Backend = BundleSettings.Git, Location = "https://me:s3cret@git.example.org/x.git" }))
            .Problems.ShouldHaveSingleItem().ShouldSatisfyAllConditions(p => p.ShouldContain("has a password in it"), p => p.ShouldNotContain("s3cret"));

    private async Task AddAsync()
    {
        (await Bundle.ConfigureAsync(new BundleSettings { Backend = BundleSettings.Git, Location = Folder })).Problems.ShouldBeEmpty();
        (await Parser.ParseAsync(force: false)).Errors.ShouldBeEmpty();
    }

    private async Task<Interfaces.Catalog.DagRunInfo> RunInfoAsync(string runId) =>
        (await Fixture.Grains.GetGrain<Interfaces.Catalog.ICatalogGrain>(Guid.Empty.ToString()).GetDagRunAsync("etl", runId)).ShouldNotBeNull();
}
