using System.Diagnostics;
using Orrery.Cli.Tests.Support;

namespace Orrery.Cli.Tests;

/// <summary>What shells are offered.</summary>
public sealed class CompletionTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly World _world = new();

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData("orrery val", "validate")]
    [InlineData("orrery dags st", "state")]
    [InlineData("orrery dags list --out", "--output")]
    [InlineData("orrery dags list --output ya", "yaml")]
    [InlineData("orrery dags show et", "etl")]
    public async Task Suggest_OffersCommandsOptionsValuesAndIds(string line, string expected)
    {
        _world.Client.Dags.AddRange([Sample.Dag("etl"), Sample.Dag("report")]);
        (await _world.RunAsync($"[suggest:{line.Length}]", line)).ShouldBe(ExitCodes.Success, _world.Error);
        _world.Out.Split('\n').ShouldContain(expected);
    }

    [Fact]
    public async Task Suggest_WhenTheServerIsAway_OffersWhatThereIsAndSaysNothing()
    {
        _world.Environment.Clear();
        const string Line = "orrery dags show ";
        (await _world.RunAsync($"[suggest:{Line.Length}]", Line)).ShouldBe(ExitCodes.Success);
        _world.Error.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("orrery do", "doctor")]
    [InlineData("orrery dags pau", "pause")]
    [InlineData("orrery completion f", "fish")]
    public async Task Bash_CompletesALine(string line, string expected)
    {
        (await _world.RunAsync("completion", "bash")).ShouldBe(ExitCodes.Success);
        _world.Write("completion.bash", _world.Out);
        var script = $$"""
            orrery() { dotnet '{{Path.Combine(AppContext.BaseDirectory, "orrery.dll")}}' "$@"; }
            source completion.bash
            complete -p orrery > /dev/null || exit 9
            COMP_LINE='{{line}}' COMP_POINT={{line.Length}} COMP_WORDS=({{line}}) COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _orrery_complete
            printf '%s\n' "${COMPREPLY[@]}"
            """;
        var (code, output) = await BashAsync(script);
        code.ShouldBe(0);
        output.Split('\n').ShouldContain(expected);
    }

    [Theory]
    [InlineData("zsh", "compdef _orrery orrery")]
    [InlineData("fish", "complete -c orrery")]
    public async Task Script_OfAnotherShell_RegistersItself(string shell, string expected)
    {
        (await _world.RunAsync("completion", shell)).ShouldBe(ExitCodes.Success);
        _world.Out.ShouldContain(expected);
    }

    private async Task<(int ExitCode, string Output)> BashAsync(string script)
    {
        var start = new ProcessStartInfo("bash", ["-c", script]) { WorkingDirectory = _world.Folder, UseShellExecute = false, RedirectStandardOutput = true };
        start.Environment.Remove("ORRERY_SERVER");
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Limit);
        return (process.ExitCode, await output);
    }
}
