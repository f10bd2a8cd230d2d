using Orrery.Cli.Tests.Deploy;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Secrets;
using Orrery.Storage.Maintenance;
using Orrery.Storage.Tests;

namespace Orrery.Faults.Tests;

/// <summary>Three machines on one database, each laid out by the install script below a folder of its own: what docs/operations says of failover and upgrade.</summary>
[Collection(PostgresFaultTests.Name)]
public sealed class PostgresMachinesTests
{
    [Fact]
    public async Task Machines_WhenOneDiesAndTheOthersAreUpgraded_OneWorksAtATimeAndEveryRunEnds()
    {
        using var folder = new FaultFolder(DiamondLoad.Yaml(isProcess: false));
        using var newer = new NewerVersion();
        var store = PostgresCluster.Shared.CreateDatabase();
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ORRERY_STORE"] = store,
            ["ORRERY_PORT"] = "0",
            ["ORRERY_BUNDLES"] = folder.Bundle,
            ["ORRERY_KEYS"] = Path.Combine(folder.Data, "keys"),
            ["ORRERY_SECRET_KEYS"] = await NewKeyAsync(),
            ["ORRERY_OPTIONS"] = "--no-dashboard --verbose",
        };
        await using var one = await InstalledMachine.InstallAsync(settings);
        await using var two = await InstalledMachine.InstallAsync(settings);
        await using var three = await InstalledMachine.InstallAsync(settings);
        await one.StartAsync();
        await one.UpAsync();
        await two.StartWaitingAsync();
        await three.StartWaitingAsync();
        (await one.Server.Client.Variables.SetAsync(new VariableChange { Key = "region", Value = "north" })).Status.ShouldBe(ActionStatus.Done);

        var load = new DiamondLoad(100);
        await WorkUntilAsync(load, 0.2, one, one.Server.KillAsync);
        var working = await FirstUpAsync(two, three);
        var waiting = working == two ? three : two;
        await one.StartWaitingAsync();

        // As the page says: those that wait first, then the one that works.
        foreach (var machine in new[] { one, waiting })
        {
            await machine.UpgradeAsync(newer);
            await machine.Server.StopAsync();
            await machine.StartWaitingAsync();
        }

        await WorkUntilAsync(load, 0.6, working, async () => (await working.Server.StopAsync()).ShouldBe(0, working.ToString()));
        var last = await FirstUpAsync(one, waiting);
        await working.UpgradeAsync(newer);
        await working.StartWaitingAsync();

        await load.TriggerAsync(last.Server.Client);
        await load.CheckAsync(last.Server.Client, one, two, three);
        (await last.Server.Client.Variables.RevealAsync(["region"])).Items.ShouldHaveSingleItem().Value.ShouldBe("north");
        (await StoreVerifier.CheckAsync(StoreLocation.At(store))).Findings.ShouldBeEmpty();
    }

    /// <summary>Has a machine work until a share of all runs has ended and others are under way, then ends its server.</summary>
    private static async Task WorkUntilAsync(DiamondLoad load, double share, InstalledMachine machine, Func<Task> endAsync)
    {
        using var asking = new CancellationTokenSource();
        var triggers = load.TriggerUntilDeathAsync(machine.Server.Client, asking.Token);
        await load.PartAsync(machine.Server.Client, share);
        await endAsync();
        await asking.CancelAsync();
        await triggers;
    }

    /// <summary>Which of those that wait has got the store.</summary>
    private static async Task<InstalledMachine> FirstUpAsync(params InstalledMachine[] waiting) => await await Task.WhenAny(waiting.Select(m => m.UpAsync()));

    /// <summary>A key that all machines seal secrets with.</summary>
    private static async Task<string> NewKeyAsync()
    {
        var key = await Shell.RunAsync("dotnet", [Path.Combine(AppContext.BaseDirectory, "orrery.dll"), "secrets", "new-key"]);
        key.ExitCode.ShouldBe(0, key.Error);
        return key.Out.Trim();
    }
}
