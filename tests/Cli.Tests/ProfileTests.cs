using Orrery.Cli.Server;
using Orrery.Cli.Tests.Support;

namespace Orrery.Cli.Tests;

/// <summary>Profiles of servers, and who wins when several say which.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class ProfileTests : IDisposable
{
    private const string File = "config/orrery/config.yaml";

    private readonly World _world = new();

    public ProfileTests()
    {
        _world.Environment.Remove(ServerLocator.ServerVariable);
        _world.Environment["XDG_CONFIG_HOME"] = Path.Combine(_world.Folder, "config");
        Token("prod-token", "t-prod");
        _world.Write(File, "default: local\nprofiles:\n  local: {server: http://127.0.0.1:1}\n  prod: {server: https://orrery.example, token_file: prod-token}\n");
    }

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData("dags --profile prod", "https://orrery.example/", "t-prod")]
    [InlineData("dags", "http://127.0.0.1:1/", null)]
    [InlineData("dags --server http://10.0.0.1", "http://10.0.0.1/", null)]
    public async Task Command_GoesToTheServerThatWasNamed(string line, string url, string? token)
    {
        (await _world.RunAsync(line.Split(' '))).ShouldBe(ExitCodes.Success, _world.Error);
        _world.Connected.ShouldBe(new ServerAddress(new Uri(url), token));
    }

    [Fact]
    public async Task Command_WhenTheEnvironmentNamesAProfile_TakesItUnlessAServerIsNamed()
    {
        _world.Environment[ServerLocator.ProfileVariable] = "prod";
        await _world.RunAsync("dags");
        _world.Connected!.Url.Host.ShouldBe("orrery.example");
        _world.Environment[ServerLocator.ServerVariable] = "http://127.0.0.1:2";
        await _world.RunAsync("dags");
        _world.Connected.Url.Port.ShouldBe(2);
        _world.Connected.Credential.ShouldBeNull("the token of a profile is for its own server");
    }

    [Fact]
    public async Task Command_WhenATokenIsInTheEnvironment_SendsThatOne()
    {
        _world.Environment[ServerLocator.TokenVariable] = "mine";
        await _world.RunAsync("dags", "--profile", "prod");
        _world.Connected!.Credential.ShouldBe("mine");
    }

    [Fact]
    public async Task Command_WhenADataFolderIsGiven_DoesNotFallBackOnTheDefaultProfile()
    {
        (await _world.RunAsync("dags", "--data", "nowhere")).ShouldBe(ExitCodes.Failure);
        _world.Error.ShouldContain("No server runs in");
    }

    [Fact]
    public async Task Command_WhenOthersCanReadTheTokenFile_SendsNothing()
    {
        System.IO.File.SetUnixFileMode(Path.Combine(_world.Folder, "config/orrery/prod-token"), UnixFileMode.UserRead | UnixFileMode.GroupRead);
        (await _world.RunAsync("dags", "--profile", "prod")).ShouldBe(ExitCodes.Failure);
        _world.Error.ShouldContain("chmod 600");
        _world.Connected.ShouldBeNull();
    }

    [Theory]
    [InlineData("dags --profile other", "There is no profile 'other'")]
    [InlineData("dags --profile prod --server http://x", "not both")]
    public async Task Command_WhenTheProfileCannotBeUsed_SaysWhy(string line, string expected)
    {
        (await _world.RunAsync(line.Split(' '))).ShouldBe(ExitCodes.BadInput);
        _world.Error.ShouldContain(expected);
    }

    [Theory]
    [InlineData("profiles: [", "line 2: While parsing")]
    [InlineData("- a\n", "must hold one map")]
    [InlineData("default: x\n", "The default profile 'x'")]
    [InlineData("profiles: {a: {port: 1}}\n", "'port' is not known")]
    [InlineData("profiles: {a: {token_file: x}}\n", "neither 'server' nor 'data'")]
    [InlineData("other: 1\n", "'other' is not known")]
    public async Task File_WhenItIsWrong_IsNamedWithWhatIsWrong(string text, string expected)
    {
        var path = _world.Write(File, text);
        (await _world.RunAsync("dags")).ShouldBe(ExitCodes.BadInput);
        _world.Error.ShouldContain($"orrery: {path}: ");
        _world.Error.ShouldContain(expected);
    }

    [Fact]
    public async Task Config_SaysWhoSaysSoAndNeverTheToken()
    {
        (await _world.RunAsync("config", "--profile", "prod")).ShouldBe(ExitCodes.Success, _world.Error);
        _world.Out.ShouldMatch(@"server\s+https://orrery.example/\s+--profile 'prod'");
        _world.Out.ShouldContain("prod-token");
        _world.Out.ShouldNotContain("t-prod");
    }

    [Fact]
    public async Task ConfigGetValue_PrintsTheValueAlone()
    {
        (await _world.RunAsync("config", "get-value", "server")).ShouldBe(ExitCodes.Success, _world.Error);
        _world.Out.ShouldBe("http://127.0.0.1:1/\n");
        (await _world.RunAsync("config", "get-value", "nonsense")).ShouldBe(ExitCodes.BadInput);
        (await _world.RunAsync("config", "get-value", "token")).ShouldBe(ExitCodes.Failure);
    }

    private void Token(string name, string token) =>
        System.IO.File.SetUnixFileMode(_world.Write($"config/orrery/{name}", token + "\n"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
}
