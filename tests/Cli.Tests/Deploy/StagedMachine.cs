using Orrery.Runtime.Code;

namespace Orrery.Cli.Tests.Deploy;

/// <summary>A machine as the install script lays it out, below a temporary folder.</summary>
internal sealed class StagedMachine : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("orrery-machine-").FullName;

    public string Current => Path.GetFileName(Directory.ResolveLinkTarget(At("/opt/orrery/current"), returnFinalTarget: true)!.FullName);

    /// <summary>A path of the machine.</summary>
    public string At(string path) => Root + path;

    public Task<ShellResult> InstallAsync(params string[] arguments) => Shell.RunAsync(Checkout.PathOf("deploy", "install.sh"), [.. arguments, "--root", Root]);

    /// <summary>Installs what was built; everything must go well.</summary>
    public async Task<ShellResult> InstallAsync()
    {
        var result = await InstallAsync("install", Checkout.Published);
        result.ExitCode.ShouldBe(0, result.Error);
        return result;
    }

    /// <summary>The settings as the unit hands them to what it starts, with paths of this machine.</summary>
    public Dictionary<string, string> Settings() => File.ReadLines(At("/etc/orrery/orrery.env"))
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => line.Split('=', 2))
        .ToDictionary(pair => pair[0], pair => pair[1].StartsWith('/') ? At(pair[1]) : pair[1], StringComparer.Ordinal);

    public void Dispose() => CodeFolders.Delete(Root);
}
