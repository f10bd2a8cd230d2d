using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Grains.Tests.Secrets;

public sealed class RotationTests : SecretSuite
{
    [Fact]
    public async Task Rotate_WhenAKeyIsAdded_SealsEverythingAnewAndLosesNothing()
    {
        for (var i = 0; i < 205; i++)
        {
            await SetAsync($"v{i}", $"value {i}");
        }

        await SetAsync(Warehouse);
        var old = Fixture.Keys.Ring.SealingKeyId;

        var result = await SecretKeys.RotateAsync(addKey: true, "root");

        result.Outcome.ShouldBe(ActionResult.Done);
        (result.Resealed, result.HasMore).ShouldBe((206, false));
        result.KeyId.ShouldNotBe(old);
        (await Fixture.Store.CountSecretKeysAsync()).ShouldAllBe(u => u.KeyId == result.KeyId);
        (await Variables.RevealAsync(["v204"], "me")).Items.Single().Value.ShouldBe("value 204");
        (await Connections.RevealAsync([], "me")).Items.Single().ShouldBe(Warehouse);
        var report = await SecretKeys.CheckAsync();
        report.Problems.ShouldBeEmpty();
        report.Keys.Select(k => (k.KeyId == old, k.Seals, k.IsUnused, k.Variables, k.Connections)).ShouldBe([(false, true, false, 205, 1), (true, false, true, 0, 0)]);
        (await Fixture.Store.ListAuditAsync(100)).Count(a => a is { Event: "rotate_secrets" or "add_secret_key", Actor: "root" }).ShouldBe(4);
    }

    [Fact]
    public async Task Rotate_WhenItDiedInBetween_GoesOnWhereItWas()
    {
        await SetAsync("a", "1");
        Fixture.Keys.Add();
        await SetAsync("b", "2");

        var result = await SecretKeys.RotateAsync(addKey: false, "root");

        (result.Resealed, result.HasMore).ShouldBe((1, false));
        (await SecretKeys.RotateAsync(addKey: false, "root")).Resealed.ShouldBe(0);
        (await Variables.RevealAsync([], "me")).Items.Select(v => v.Value).ShouldBe(["1", "2"]);
    }

    [Fact]
    public async Task Rotate_WhenAKeyInUseIsMissing_AddsNoneAndSealsNothing()
    {
        await SetAsync("a", "1");
        var old = Fixture.Keys.Ring.SealingKeyId;
        Fixture.Keys.Ring = Support.TestSecretKeys.NewRing();

        var result = await SecretKeys.RotateAsync(addKey: true, "root");

        result.Outcome.Status.ShouldBe(ActionStatus.Conflict);
        Fixture.Keys.Ring.Keys.Length.ShouldBe(1);
        var report = await SecretKeys.CheckAsync();
        report.Problems.ShouldHaveSingleItem().ShouldContain("The variable 'a'");
        report.Keys.Select(k => (k.KeyId == old, k.IsPresent)).ShouldBe([(false, true), (true, false)]);
    }

    [Fact]
    public async Task Rotate_WhenOneIsDamaged_SealsTheOthers()
    {
        await SetAsync("a", "1");
        await SetAsync("b", "2");
        var row = (await Fixture.Store.GetVariableAsync("a"))!;
        await Fixture.Store.CommitAsync([row with { Sealed = [.. row.Sealed[..^1], (byte)(row.Sealed[^1] ^ 1)] }]);

        var result = await SecretKeys.RotateAsync(addKey: true, "root");

        (result.Resealed, result.HasMore).ShouldBe((1, false));
        (await SecretKeys.CheckAsync()).Problems.ShouldHaveSingleItem().ShouldContain("damaged");
    }
}
