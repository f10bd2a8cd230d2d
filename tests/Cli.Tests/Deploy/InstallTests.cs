using System.Runtime.Versioning;

namespace Orrery.Cli.Tests.Deploy;

/// <summary>The install script, run for real below a temporary folder.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class InstallTests : IDisposable
{
    private readonly StagedMachine _machine = new();

    public void Dispose() => _machine.Dispose();

    public static TheoryData<string> Scripts => [.. Checkout.Scripts];

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task Script_IsWellFormedAndExecutable(string script)
    {
        var path = Checkout.PathOf(script);
        var result = await Shell.RunAsync("bash", ["-n", path]);
        result.ExitCode.ShouldBe(0, result.Error);
        File.GetUnixFileMode(path).HasFlag(UnixFileMode.UserExecute).ShouldBeTrue($"'{script}' is not executable");
    }

    [Fact]
    public async Task Install_OnAnEmptyMachine_PutsEverythingInItsPlace()
    {
        var result = await _machine.InstallAsync();

        result.Out.ShouldContain($"Orrery {_machine.Current} is installed");
        foreach (var file in new[]
        {
            "/opt/orrery/current/app/orrery.dll", "/opt/orrery/current/bin/serve", "/opt/orrery/current/docs/install.md", "/etc/orrery/orrery.env",
            "/etc/systemd/system/orrery.service", "/etc/systemd/system/orrery-backup.service", "/etc/systemd/system/orrery-backup.timer",
        })
        {
            File.Exists(_machine.At(file)).ShouldBeTrue(file);
        }

        File.GetUnixFileMode(_machine.At("/var/lib/orrery")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.GetUnixFileMode(_machine.At("/etc/orrery/orrery.env")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        new FileInfo(_machine.At("/usr/local/bin/orrery")).LinkTarget.ShouldBe("/opt/orrery/current/bin/orrery");
    }

    [Fact]
    public async Task Install_WhenRepeated_ChangesNothingAndKeepsSettings()
    {
        await _machine.InstallAsync();
        var before = _machine.Current;
        await File.AppendAllTextAsync(_machine.At("/etc/orrery/orrery.env"), "ORRERY_OPTIONS=--verbose\n");

        await _machine.InstallAsync();

        _machine.Current.ShouldBe(before);
        (await _machine.InstallAsync("list")).Out.ShouldBe($"{before} (current)\n");
        (await File.ReadAllTextAsync(_machine.At("/etc/orrery/orrery.env"))).ShouldEndWith("ORRERY_OPTIONS=--verbose\n");
    }

    [Fact]
    public async Task Rollback_AfterAnUpgrade_GoesToTheVersionBeforeAndForthAgain()
    {
        await _machine.InstallAsync();
        var first = _machine.Current;
        using var newer = new NewerVersion();
        (await _machine.InstallAsync("install", newer.Folder)).ExitCode.ShouldBe(0);
        var second = _machine.Current;
        second.ShouldNotBe(first);

        (await _machine.InstallAsync("rollback")).ExitCode.ShouldBe(0);
        _machine.Current.ShouldBe(first);
        (await _machine.InstallAsync("list")).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe([$"{first} (current)", $"{second} (previous)"], ignoreOrder: true);

        (await _machine.InstallAsync("rollback")).ExitCode.ShouldBe(0);
        _machine.Current.ShouldBe(second);
    }

    [Fact]
    public async Task Install_WithACertificateAndAName_ConfiguresTheProxy()
    {
        var certificate = Path.Combine(_machine.Root, "chain.pem");
        await File.WriteAllTextAsync(certificate, "certificate");

        var result = await _machine.InstallAsync("install", Checkout.Published, "--server-name", "flows.example.org", "--cert", certificate, "--key", certificate);

        result.ExitCode.ShouldBe(0, result.Error);
        var site = await File.ReadAllTextAsync(_machine.At("/etc/nginx/conf.d/orrery.conf"));
        site.ShouldContain("server_name flows.example.org;");
        site.ShouldContain("\"https://flows.example.org\" \"https://127.0.0.1:7788\";");
        site.ShouldNotContain("orrery.example.org");
        File.GetUnixFileMode(_machine.At("/etc/orrery/tls/server.key")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
    }

    [Fact]
    public async Task Uninstall_LeavesWhatIsNotTheProgram_AndPurgeDoesNot()
    {
        await _machine.InstallAsync();

        (await _machine.InstallAsync("uninstall")).ExitCode.ShouldBe(0);
        Directory.Exists(_machine.At("/opt/orrery")).ShouldBeFalse();
        Directory.EnumerateFiles(_machine.At("/etc/systemd/system")).ShouldBeEmpty();
        Directory.Exists(_machine.At("/var/lib/orrery")).ShouldBeTrue();
        File.Exists(_machine.At("/etc/orrery/orrery.env")).ShouldBeTrue();

        (await _machine.InstallAsync("uninstall", "--purge")).ExitCode.ShouldBe(0);
        Directory.Exists(_machine.At("/var/lib/orrery")).ShouldBeFalse();
        Directory.Exists(_machine.At("/etc/orrery")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("install", "name the folder that 'dotnet publish")]
    [InlineData("install /usr", "holds no orrery.dll")]
    [InlineData("install /nowhere", "'/nowhere' is no folder")]
    [InlineData("install a b", "'b' is one argument too many")]
    [InlineData("install . --cert x", "--cert and --key go together")]
    [InlineData("install . --server-name a;b", "is no host name")]
    [InlineData("rollback", "there is no version to go back to")]
    [InlineData("upgrade", "there is no command 'upgrade'")]
    [InlineData("--fast", "there is no option '--fast'")]
    public async Task Install_WhenTheLineIsWrong_SaysWhatAndDoesNothing(string line, string expected)
    {
        var result = await _machine.InstallAsync(line.Split(' '));

        result.ExitCode.ShouldBe(2, result.Error);
        result.Error.ShouldContain(expected);
        Directory.Exists(_machine.At("/etc/systemd")).ShouldBeFalse();
    }
}
