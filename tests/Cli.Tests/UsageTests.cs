using System.CommandLine;
using Orrery.Cli.Tests.Support;

namespace Orrery.Cli.Tests;

/// <summary>Command lines, right and wrong; help; the reference page.</summary>
public sealed class UsageTests : IDisposable
{
    private readonly World _world = new();

    public void Dispose() => _world.Dispose();

    public static TheoryData<string> Commands()
    {
        using var world = new World();
        return [.. All(OrreryCli.Create(world.Context), "").Select(c => c.Path)];
    }

    [Theory]
    [InlineData("dagz", "'dagz'")]
    [InlineData("run", "'FILE'")]
    [InlineData("run a.yaml --outputt", "'--outputt'")]
    [InlineData("run a.yaml --output xml", "'xml'")]
    [InlineData("run a.yaml --param", "'--param'")]
    [InlineData("up --port 70000", "--port must be 0 to 65535")]
    [InlineData("up --port x", "'x'")]
    [InlineData("runs --limit 0", "--limit must be at least 1")]
    [InlineData("runs --state done", "'done'")]
    [InlineData("runs mark etl latest running", "'running'")]
    [InlineData("tasks why etl", "'RUN'")]
    [InlineData("bundle", "Required command")]
    public async Task Run_WhenTheLineIsWrong_SaysWhatInOneLineEachAndExitsWith2(string line, string expected)
    {
        (await _world.RunAsync(line.Split(' '))).ShouldBe(ExitCodes.BadInput);
        _world.Out.ShouldBeEmpty();
        var lines = _world.Error.TrimEnd().Split('\n');
        lines.ShouldContain(l => l.StartsWith("orrery: ", StringComparison.Ordinal) && l.Contains(expected, StringComparison.Ordinal), _world.Error);
        lines[^1].ShouldMatch("^See: orrery( [a-z]+)* --help$");
        lines.Length.ShouldBeLessThanOrEqualTo(3);
    }

    [Fact]
    public async Task Run_WithoutArguments_ShowsHelp()
    {
        (await _world.RunAsync()).ShouldBe(ExitCodes.Success);
        _world.Out.ShouldContain("Commands:");
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Help_OfEveryCommand_HasExamplesAndExitCodes(string path)
    {
        (await _world.RunAsync([.. path.Split(' '), "--help"])).ShouldBe(ExitCodes.Success);
        _world.Out.ShouldContain("Examples:\n  ");
        _world.Out.ShouldContain("Exit codes:");
        _world.Error.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Command_WithItsArgumentsAndOptions_IsInTheReference(string path)
    {
        var command = All(OrreryCli.Create(_world.Context), "").Single(c => c.Path == path).Command;
        var page = File.ReadAllText(Path.Combine(Root(), "docs", "reference", "cli.md"));
        var sections = page.Split("\n## ");
        var section = sections.FirstOrDefault(s => s.StartsWith($"orrery {path.Split(' ')[0]}\n", StringComparison.Ordinal));
        section.ShouldNotBeNull($"docs/reference/cli.md has no section '## orrery {path.Split(' ')[0]}'");
        section.ShouldContain($"orrery {path}");
        foreach (var option in command.Options.Where(o => o is not System.CommandLine.Help.HelpOption))
        {
            section.ShouldContain($"`{option.Name}", Case.Sensitive, $"the section about 'orrery {path}' does not name {option.Name}");
        }

        foreach (var argument in command.Arguments)
        {
            section.ShouldContain(argument.Name, Case.Sensitive, $"the section about 'orrery {path}' does not name {argument.Name}");
        }
    }

    [Fact]
    public void ExitCodes_AreInTheReference()
    {
        var page = File.ReadAllText(Path.Combine(Root(), "docs", "reference", "cli.md"));
        foreach (var (code, meaning) in ExitCodes.Meanings)
        {
            page.ShouldContain($"| {code} | {meaning} |");
        }
    }

    private static IEnumerable<(string Path, Command Command)> All(Command parent, string prefix) =>
        parent.Subcommands.SelectMany(c => All(c, $"{prefix}{c.Name} ").Prepend((prefix + c.Name, c)));

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Cluster.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new DirectoryNotFoundException("No Cluster.sln above the tests.");
    }
}
