using System.Text.Json;
using Orrery.Cli.Tests.Support;
using Orrery.Core.Secrets;
using Orrery.Grains.Interfaces.Secrets;

namespace Orrery.Cli.Tests;

/// <summary>Variables, connections, secret keys, and files of them.</summary>
public sealed class SecretCommandTests : IDisposable
{
    private readonly World _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Variables_WhenSetAndRead_AreShownWithoutTheirSecrets()
    {
        _world.Write("pw.txt", "s3cr3t\n");
        await RunAsync("variables set region eu --description where");
        await RunAsync("variables set smtp_password --from-file pw.txt");
        await RunAsync("variables list");

        _world.Out.ShouldContain("region         eu     where");
        _world.Out.ShouldContain("smtp_password  ***");
        _world.Out.ShouldNotContain("s3cr3t");
        await RunAsync("variables get smtp_password");
        _world.Out.ShouldEndWith("***\n");
        await RunAsync("variables get smtp_password --reveal");
        _world.Out.ShouldEndWith("s3cr3t\n");
        await RunAsync("variables get none --default no");
        _world.Out.ShouldEndWith("no\n");
        await RunAsync("variables delete region");
        (await _world.RunAsync("variables", "get", "region")).ShouldBe(ExitCodes.Failure);
        _world.Error.ShouldContain("There is no variable 'region'. See: orrery variables list");
    }

    [Theory]
    [InlineData("variables set a")]
    [InlineData("variables set a 1 --from-file pw.txt")]
    [InlineData("variables export v.txt")]
    [InlineData("variables import none.json")]
    [InlineData("connections add db")]
    [InlineData("connections add db --conn-uri nothing")]
    public async Task Command_WhenWhatItNeedsIsMissing_ExitsWith2(string line)
    {
        (await _world.RunAsync(line.Split(' '))).ShouldBe(ExitCodes.BadInput);
        _world.Error.ShouldStartWith("orrery: ");
    }

    [Theory]
    [InlineData("json")]
    [InlineData("yaml")]
    [InlineData("env")]
    public async Task Files_WhenExportedAndImported_AreTheSame(string form)
    {
        await _world.Client.Variables.SetAsync(new VariableChange { Key = "api_token", Value = "s3cr3t" });
        await _world.Client.Variables.SetAsync(new VariableChange { Key = "config", Value = """{"a":1}""" });
        await _world.Client.Connections.SetAsync(new ConnectionChange { Connection = new ConnectionInfo { ConnectionId = "db", ConnType = "postgres", Host = "h", Password = "p@ss" } });
        await RunAsync($"variables export v.{form}");
        await RunAsync($"connections export c.{form}");
        await RunAsync("variables delete api_token");
        await RunAsync("connections delete db");

        await RunAsync($"variables import v.{form}");
        await RunAsync($"connections import c.{form}");

        (await _world.Client.Variables.RevealAsync([])).Items.Select(v => $"{v.Key}={v.Value}").ShouldBe(["api_token=s3cr3t", """config={"a":1}"""]);
        (await _world.Client.Connections.RevealAsync([])).Items.ShouldHaveSingleItem().Password.ShouldBe("p@ss");
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(Path.Combine(_world.Folder, $"v.{form}")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        (await _world.RunAsync("variables", "export", $"v.{form}")).ShouldBe(ExitCodes.BadInput);
        _world.Error.ShouldContain("exists already");
    }

    [Fact]
    public async Task Import_WhenSomeExist_DoesAsItIsTold()
    {
        await _world.Client.Variables.SetAsync(new VariableChange { Key = "a", Value = "old" });
        _world.Write("v.json", """{"a":"new","b":"1"}""");

        await RunAsync("variables import v.json -a skip");
        _world.Out.ShouldContain("1 variable imported, 1 skipped that exist already.");
        (await _world.RunAsync("variables", "import", "v.json", "-a", "fail")).ShouldBe(ExitCodes.Failure);
        _world.Error.ShouldContain("There is a variable 'a' already.");
        (await _world.Client.Variables.GetAsync("a"))!.Value.ShouldBe("old");
        await RunAsync("variables import v.json");
        (await _world.Client.Variables.GetAsync("a"))!.Value.ShouldBe("new");
    }

    [Fact]
    public async Task Connections_WhenAddedFieldByField_AreTheSameAsByUri()
    {
        await RunAsync("connections add one --conn-type postgresql --conn-host h --conn-port 5432 --conn-login l --conn-password p --conn-schema s --conn-extra {\"a\":\"b\"} --conn-description d");
        await RunAsync("connections add two --conn-uri postgres://l:p@h:5432/s?a=b --conn-description d");
        (await _world.RunAsync("connections", "add", "two", "--conn-type", "http")).ShouldBe(ExitCodes.Failure);
        await RunAsync("connections add two --overwrite --conn-uri postgres://l:p@h:5432/s?a=b --conn-description d");

        var revealed = (await _world.Client.Connections.RevealAsync([])).Items;
        (revealed[0] with { ConnectionId = "two" }).ShouldBe(revealed[1]);
        await RunAsync("connections get one --reveal");
        _world.Out.ShouldContain("postgres://l:p@h:5432/s?a=b");
        await RunAsync("connections get one --output json");
        using var document = JsonDocument.Parse(_world.Out[_world.Out.LastIndexOf("{\n", StringComparison.Ordinal)..]);
        document.RootElement.GetProperty("password").GetString().ShouldBe("***");
        await RunAsync("connections test one");
        _world.Out.ShouldEndWith("It answered.\n");
    }

    [Fact]
    public async Task Secrets_WhenRotated_GoesOnUntilNothingIsLeft()
    {
        await RunAsync("secrets rotate");
        _world.Out.ShouldContain("5 secrets sealed anew with the key 00000000000000aa.");
        await RunAsync("secrets check");
        _world.Out.ShouldContain("00000000000000bb  unused");
        await RunAsync("secrets new-key");
        SecretKey.TryParse(_world.Out.TrimEnd().Split('\n')[^1]).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("json")]
    [InlineData("yaml")]
    public async Task Pools_WhenExportedAndImported_AreTheSame(string form)
    {
        await RunAsync("pools set warehouse --slots 4 --description Queries --include-deferred true");
        await RunAsync($"pools export p.{form}");
        await RunAsync("pools delete warehouse");
        await RunAsync($"pools import p.{form}");

        var pool = (await _world.Client.Pools.GetAsync("warehouse")).ShouldNotBeNull();
        (pool.Slots, pool.Description, pool.IncludeDeferred).ShouldBe((4, "Queries", true));
        _world.Write("bad.json", """{"a":{"slots":"many"}}""");
        (await _world.RunAsync("pools", "import", "bad.json")).ShouldBe(ExitCodes.BadInput);
        _world.Error.ShouldContain("Pool 'a' must be an object with 'slots'");
    }

    [Fact]
    public async Task Up_WhenToldWhereSecretsAre_HandsThatOn()
    {
        _world.Environment["ORRERY_SECRET_KEYS_FILE"] = "of-environment";
        _world.Environment["ORRERY_CONNECTIONS_PATH"] = "c.json";
        await _world.RunAsync("up", "--secret-keys-file", "keys", "--variables", "v", "--test-connections");

        var secrets = _world.Started.ShouldHaveSingleItem().Secrets;
        secrets.KeysFile.ShouldBe(Path.Combine(_world.Folder, "keys"));
        secrets.VariablesPath.ShouldBe(Path.Combine(_world.Folder, "v"));
        secrets.ConnectionsPath.ShouldBe(Path.Combine(_world.Folder, "c.json"));
        secrets.TestConnections.ShouldBeTrue();
        $"{secrets}".ShouldBe("SecretSettings");
    }

    private async Task RunAsync(string line) => (await _world.RunAsync(line.Split(' '))).ShouldBe(ExitCodes.Success, _world.Error);
}
