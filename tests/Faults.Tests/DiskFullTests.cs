using Orrery.Storage.Maintenance;

namespace Orrery.Faults.Tests;

/// <summary>The disk of the server's data fills up in the middle of much work.</summary>
public sealed class DiskFullTests
{
    [Fact]
    public async Task FullDisk_InTheMiddleOfManyRuns_ServerAcknowledgesNothingUntilThereIsSpaceAndGoesOnByItself()
    {
        using var folder = new FaultFolder(DiamondLoad.Yaml(isProcess: false));
        using var disk = new SmallDisk(folder.Data, megabytes: 64);
        await using var server = await ServerProcess.StartAsync(folder.Data, folder.Bundle);
        var early = new DiamondLoad(100);
        await early.TriggerAsync(server.Client);
        await early.PartAsync(server.Client, 0.2);

        disk.Fill();
        var load = new DiamondLoad(200); // The same and some more.
        var triggers = load.TriggerAsync(server.Client);
        await load.RefusedAsync();
        triggers.IsCompleted.ShouldBeFalse("a run was acknowledged that is in no store");
        disk.Free();
        await triggers;

        await load.CheckAsync(server.Client, server);
        load.Refusals.ShouldAllBe(r => r.Contains("free some space", StringComparison.Ordinal) || r.Contains("try again", StringComparison.Ordinal));
        await server.KillAsync();
        (await StoreVerifier.CheckAsync(StoreLocation.InFolder(folder.Data))).Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task FullDisk_WhileProcessesAreToBeStarted_FailsNoneOfThem()
    {
        using var folder = new FaultFolder(DiamondLoad.Yaml(isProcess: true));
        using var disk = new SmallDisk(folder.Data, megabytes: 64);
        await using var server = await ServerProcess.StartAsync(folder.Data, folder.Bundle, store: null, "--spool", Path.Combine(folder.Data, "spool"));
        var load = new DiamondLoad(40);
        await load.TriggerAsync(server.Client);
        await load.PartAsync(server.Client, 0.2);

        await disk.FillUntilAsync(server.SaysAsync("was not launched and is given back"));
        disk.Free();

        await load.CheckAsync(server.Client, server);
        load.CheckTraces(folder);
        await server.KillAsync();
        (await StoreVerifier.CheckAsync(StoreLocation.InFolder(folder.Data))).Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task FullDisk_WhileProcessesRunWhoseSpoolIsElsewhere_FailsNoneOfThem()
    {
        using var folder = new FaultFolder(DiamondLoad.Yaml(isProcess: true));
        using var disk = new SmallDisk(folder.Data, megabytes: 64);
        var spool = Path.Combine(Path.GetDirectoryName(folder.Data)!, "spool");
        await using var server = await ServerProcess.StartAsync(folder.Data, folder.Bundle, store: null, "--spool", spool);
        var load = new DiamondLoad(40);
        await load.TriggerAsync(server.Client);
        await load.PartAsync(server.Client, 0.2);

        await disk.FillUntilAsync(server.SaysAsync("cannot be written"));
        disk.Free();

        await load.CheckAsync(server.Client, server);
        load.CheckTraces(folder);
        await server.KillAsync();
        (await StoreVerifier.CheckAsync(StoreLocation.InFolder(folder.Data))).Findings.ShouldBeEmpty();
    }
}
