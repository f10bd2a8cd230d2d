using System.Diagnostics;
using Orrery.Storage.Maintenance;
using Orrery.Storage.Tests;
using Xunit.Abstractions;

namespace Orrery.Faults.Tests;

/// <summary>Servers and the database die, or stand still, in the middle of much work on a PostgreSQL store.</summary>
[Collection(Name)]
public sealed class PostgresFaultTests(ITestOutputHelper output)
{
    /// <summary>Tests of several servers each, so that those of one class do not slow down what another measures.</summary>
    public const string Name = "several servers";

    /// <summary>What a takeover may take on a machine that is busy with other tests; the aim is 5 s.</summary>
    private static readonly TimeSpan LongestTakeover = TimeSpan.FromSeconds(15);

    private static PostgresCluster Cluster => PostgresCluster.Shared;

    [Fact]
    public async Task KillServer_InTheMiddleOfManyRuns_NextOneEndsThemAllAndNoTaskRunsTwice()
    {
        using var folder = new FaultFolder(DiamondLoad.Yaml(isProcess: true));
        var store = Cluster.CreateDatabase();
        var load = new DiamondLoad(40);
        await using var first = await ServerProcess.StartAsync(folder.Data, folder.Bundle, store);
        using var asking = new CancellationTokenSource();
        var triggers = load.TriggerUntilDeathAsync(first.Client, asking.Token);
        await load.PartAsync(first.Client, 0.2);
        await first.KillAsync();
        await asking.CancelAsync();
        await triggers;

        await using var second = await ServerProcess.StartAsync(folder.Data, folder.Bundle, store);

        await load.TriggerAsync(second.Client);
        await load.CheckAsync(second.Client, first, second);
        (await StoreVerifier.CheckAsync(StoreLocation.At(store))).Findings.ShouldBeEmpty();
        load.CheckTraces(folder);
    }

    [Fact]
    public async Task KillDatabase_InTheMiddleOfManyRuns_ServerAcknowledgesNothingUntilItIsBackAndGoesOnByItself()
    {
        using var cluster = new PostgresCluster();
        using var folder = new FaultFolder(DiamondLoad.Yaml(isProcess: true));
        var store = cluster.CreateDatabase();
        await using var server = await ServerProcess.StartAsync(folder.Data, folder.Bundle, store);
        var early = new DiamondLoad(40);
        await early.TriggerAsync(server.Client);
        await early.PartAsync(server.Client, 0.2);

        cluster.Kill();
        var load = new DiamondLoad(50); // The same and some more.
        var triggers = load.TriggerAsync(server.Client);
        var health = await server.Client.GetHealthAsync();
        triggers.IsCompleted.ShouldBeFalse("a run was acknowledged that is in no store");
        cluster.Start();
        await triggers;

        health.IsHealthy.ShouldBeFalse();
        health.Components.Single(c => c.Name == "store").Detail.ShouldContain("Check that the database runs");
        await load.CheckAsync(server.Client, server);
        (await StoreVerifier.CheckAsync(StoreLocation.At(store))).Findings.ShouldBeEmpty();
        load.CheckTraces(folder);
        load.Refusals.ShouldAllBe(r => r.Contains("cannot be used now", StringComparison.Ordinal) || r.Contains("try again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task KillServer_WhenAnotherWaits_ItTakesOverWithinSecondsAndEndsAllRuns()
    {
        using var folder = new FaultFolder(DiamondLoad.Yaml(isProcess: false));
        var store = Cluster.CreateDatabase();
        var load = new DiamondLoad(100);
        await using var first = await ServerProcess.StartAsync(folder.Data, folder.Bundle, store);
        await using var second = await ServerProcess.StartWaitingAsync(folder.Data + "2", folder.Bundle, store);
        using var asking = new CancellationTokenSource();
        var triggers = load.TriggerUntilDeathAsync(first.Client, asking.Token);
        await load.PartAsync(first.Client, 0.2);

        var start = Stopwatch.GetTimestamp();
        await first.KillAsync();
        await second.UpAsync();

        var took = Stopwatch.GetElapsedTime(start);
        output.WriteLine($"The second server was up {took.TotalSeconds:0.00} s after the first was killed.");
        took.ShouldBeLessThan(LongestTakeover);
        await asking.CancelAsync();
        await triggers;
        await load.TriggerAsync(second.Client);
        await load.CheckAsync(second.Client, first, second);
        (await StoreVerifier.CheckAsync(StoreLocation.At(store))).Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task PauseServer_UntilAnotherHasTakenOver_ItWritesNothingAnyMoreSaysSoAndStops()
    {
        using var folder = new FaultFolder(DiamondLoad.Yaml(isProcess: false));
        var store = Cluster.CreateDatabase();
        var load = new DiamondLoad(200);
        await using var first = await ServerProcess.StartAsync(folder.Data, folder.Bundle, store);
        await using var second = await ServerProcess.StartWaitingAsync(folder.Data + "2", folder.Bundle, store);
        using var asking = new CancellationTokenSource();
        var triggers = load.TriggerUntilDeathAsync(first.Client, asking.Token);
        await load.PartAsync(first.Client, 0.1);

        await first.PauseAsync();
        await second.UpAsync();
        var takenOver = Cluster.Query(store, "SELECT epoch FROM server");
        await first.ContinueAsync();

        (await first.EndAsync()).ShouldNotBe(0);
        first.ToString().ShouldContain("Another server has taken the store over; this one stops.");
        await asking.CancelAsync();
        await triggers;
        await load.TriggerAsync(second.Client);
        await load.CheckAsync(second.Client, first, second);
        (await StoreVerifier.CheckAsync(StoreLocation.At(store))).Findings.ShouldBeEmpty();
        Cluster.Query(store, "SELECT epoch FROM server").ShouldBe(takenOver);
    }
}
