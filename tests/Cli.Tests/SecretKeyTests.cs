using Orrery.Cli.Doctor;
using Orrery.Cli.Server;
using Orrery.Cli.Tests.Support;
using Orrery.Core.Secrets;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Secrets;
using Orrery.Silo;

namespace Orrery.Cli.Tests;

/// <summary>Where a server has the keys of its secrets from, and what it does without the right ones.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class SecretKeyTests : IDisposable
{
    private readonly World _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Start_WhenTheFolderIsNew_MakesKeysForItsOwnerAloneAndKeepsThem()
    {
        var path = Path.Combine(_world.Folder, "secret-keys");
        await using (var server = await StartAsync(new ServerOptions()))
        {
            (await server.Client.Variables.SetAsync(new VariableChange { Key = "password", Value = "s3cr3t" })).ShouldBe(ActionResult.Done);
            var rotated = await server.Client.SecretKeys.RotateAsync(addKey: true);
            (rotated.Resealed, rotated.HasMore).ShouldBe((1, false));
        }

        KeyRingText.Parse(await File.ReadAllTextAsync(path), out _).Length.ShouldBe(2);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        await using (var server = await StartAsync(new ServerOptions()))
        {
            (await server.Client.Variables.RevealAsync(["password"])).Items.ShouldHaveSingleItem().Value.ShouldBe("s3cr3t");
            (await server.Client.GetHealthAsync()).Components.Single(c => c.Name == "secrets").IsHealthy.ShouldBeTrue();
        }

        foreach (var file in Directory.EnumerateFiles(_world.Folder, "*.db*"))
        {
            (await File.ReadAllTextAsync(file)).ShouldNotContain("s3cr3t");
        }
    }

    [Fact]
    public async Task Start_WhenAKeyInUseIsMissing_SaysSoAndChangesNoSecret()
    {
        await using (var server = await StartAsync(new ServerOptions()))
        {
            await server.Client.Variables.SetAsync(new VariableChange { Key = "a", Value = "1" });
        }

        var other = SecretKey.Create(b => b.Fill(7));
        await using (var server = await StartAsync(new ServerOptions { SecretKeys = other.Reveal() }))
        {
            var secrets = (await server.Client.GetHealthAsync()).Components.Single(c => c.Name == "secrets");
            secrets.IsHealthy.ShouldBeFalse();
            secrets.Detail.ShouldContain("orrery secrets check");
            (await server.Client.Variables.SetAsync(new VariableChange { Key = "b", Value = "1" })).Status.ShouldBe(ActionStatus.Conflict);
            (await server.Client.SecretKeys.RotateAsync(addKey: true)).Outcome.Status.ShouldBe(ActionStatus.Conflict);
        }
    }

    [Fact]
    public async Task Rotate_WhenTheKeysWereGivenAsAValue_SaysWhereToPutANewOne()
    {
        await using var server = await StartAsync(new ServerOptions { SecretKeys = SecretKey.Create(b => b.Fill(7)).Reveal() });

        (await server.Client.SecretKeys.RotateAsync(addKey: true)).Outcome.Problems.ShouldHaveSingleItem().ShouldContain("ORRERY_SECRET_KEYS");
        (await server.Client.SecretKeys.RotateAsync(addKey: false)).Outcome.ShouldBe(ActionResult.Done);
        File.Exists(Path.Combine(_world.Folder, "secret-keys")).ShouldBeFalse();
    }

    [Fact]
    public async Task Start_WhenKeysOrPathsAreWrong_SaysEverythingAndNoKey()
    {
        var error = await Should.ThrowAsync<ServerStartException>(() => StartAsync(new ServerOptions
        {
            SecretKeys = "orrery_key_short", SecretKeysFile = "x", VariablesPath = "/none.json", ConnectionsPath = "/none",
        }));

        error.Message.ShouldContain("Key 1 of 1 is no secret key");
        error.Message.ShouldContain("given twice");
        error.Message.ShouldContain("'/none.json' does not exist");
        error.Message.ShouldContain("'/none' does not exist");
        error.Message.ShouldNotContain("short");
    }

    [Fact]
    public async Task Start_WhenTheFileOfKeysCannotBeUsed_SaysHowToMendIt()
    {
        (await Should.ThrowAsync<ServerStartException>(() => StartAsync(new ServerOptions { SecretKeysFile = Path.Combine(_world.Folder, "none") })))
            .Message.ShouldContain("--secret-keys-file");
        var path = _world.Write("keys", "nothing");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await Should.ThrowAsync<ServerStartException>(() => StartAsync(new ServerOptions { SecretKeysFile = path }))).Message.ShouldContain("Restore the file from a copy");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        (await Should.ThrowAsync<ServerStartException>(() => StartAsync(new ServerOptions { SecretKeysFile = path }))).Message.ShouldContain("can be used by others");
    }

    [Fact]
    public void Doctor_WhenKeysAreThereOrNot_SaysWhatToDo()
    {
        MachineChecks.SecretKeys(new SecretSettings(), _world.Folder).Detail.ShouldContain("the first start makes them");
        MachineChecks.SecretKeys(new SecretSettings { KeysFile = "/none" }, _world.Folder).Remedy!.ShouldContain("orrery secrets new-key");
        var key = SecretKey.Create(b => b.Fill(7));
        MachineChecks.SecretKeys(new SecretSettings { Keys = key.Reveal() }, _world.Folder).Detail.ShouldContain(key.Id);
        MachineChecks.SecretKeys(new SecretSettings { Keys = "x" }, _world.Folder).IsFine.ShouldBeFalse();
        _world.Write("secret-keys", KeyRingText.Write([key]));
        MachineChecks.SecretKeys(new SecretSettings(), _world.Folder).Detail.ShouldContain(key.Id);
        _world.Write("secret-keys", "x");
        MachineChecks.SecretKeys(new SecretSettings(), _world.Folder).Remedy!.ShouldContain("Restore the file");
    }

    private Task<OrreryServer> StartAsync(ServerOptions options) => OrreryServer.StartAsync(options with { DataFolder = _world.Folder, Listen = null, Engine = "noop" });
}
