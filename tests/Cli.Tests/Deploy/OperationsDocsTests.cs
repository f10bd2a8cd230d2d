using System.Text.RegularExpressions;
using Orrery.Cli.Tests.Support;

namespace Orrery.Cli.Tests.Deploy;

/// <summary>What docs/operations says, held against what is there: commands, files, links and settings.</summary>
public sealed partial class OperationsDocsTests
{
    private static readonly string Folder = Checkout.PathOf("docs", "operations");

    public static TheoryData<string> Pages => [.. Names()];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Commands_AreUnderstoodByTheCommandLine(string page)
    {
        using var world = new World();
        var root = OrreryCli.Create(world.Context);
        foreach (var line in Commands(page))
        {
            var errors = root.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..]).Errors;
            errors.ShouldBeEmpty($"{page}: '{line}': {string.Join(' ', errors.Select(e => e.Message))}");
        }
    }

    [Fact]
    public void Commands_AreFoundAtAll() => Names().SelectMany(Commands).Count().ShouldBeGreaterThan(10);

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_LeadSomewhere(string page)
    {
        foreach (var target in Link().Matches(Text(page)).Select(m => m.Groups["target"].Value).Where(t => !t.Contains("://", StringComparison.Ordinal)))
        {
            var (path, anchor) = target.Split('#', 2) is [var p, var a] ? (p, a) : (target, null);
            var file = path.Length == 0 ? Path.Combine(Folder, page) : Path.GetFullPath(Path.Combine(Folder, path));
            File.Exists(file).ShouldBeTrue($"{page}: there is no '{path}'");
            if (anchor is not null)
            {
                File.ReadLines(file).Where(l => l.StartsWith('#')).Select(AnchorOf).ShouldContain(anchor, $"{page}: '{path}' has no heading for '#{anchor}'");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Files_AreThere(string page)
    {
        foreach (Match match in DeployPath().Matches(Text(page)))
        {
            var path = Checkout.PathOf("deploy", match.Groups["installed"].Success ? match.Groups["installed"].Value : match.Groups["path"].Value.TrimEnd('.', '/'));
            (File.Exists(path) || Directory.Exists(path)).ShouldBeTrue($"{page}: there is no '{match.Value}'");
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Settings_AreInTheFileOfSettings(string page)
    {
        var known = Setting().Matches(File.ReadAllText(Checkout.PathOf("deploy", "systemd", "orrery.env")) + File.ReadAllText(Checkout.PathOf("deploy", "postgres", "prepare.sh")))
            .Select(m => m.Value)
            .ToHashSet(StringComparer.Ordinal);
        foreach (var setting in Setting().Matches(Text(page)).Select(m => m.Value))
        {
            known.ShouldContain(setting, $"{page} names {setting}, which neither orrery.env nor prepare.sh knows");
        }
    }

    private static IEnumerable<string> Names() => Directory.EnumerateFiles(Folder, "*.md").Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal);

    /// <summary>Lines of code that call the command, whoever they run as, and calls within a sentence; the name of a command alone is no call.</summary>
    private static IEnumerable<string> Commands(string page) => File.ReadLines(Path.Combine(Folder, page))
        .SelectMany(l => l.StartsWith("    ", StringComparison.Ordinal) ? [l] : Span().Matches(l).Select(m => m.Groups["text"].Value))
        .Select(l => l.Trim().Replace("sudo -u orrery ", "", StringComparison.Ordinal))
        .Where(l => l.StartsWith("orrery ", StringComparison.Ordinal) && l.Count(c => c == ' ') >= 2 && !l.Contains("...", StringComparison.Ordinal));

    private static string Text(string page) => File.ReadAllText(Path.Combine(Folder, page));

    private static string AnchorOf(string heading) => NotInAnchors().Replace(heading.TrimStart('#', ' ').ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex("`(?<text>[^`]+)`", RegexOptions.NonBacktracking)]
    private static partial Regex Span();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.NonBacktracking)]
    private static partial Regex Link();

    [GeneratedRegex(@"\bdeploy/(?<path>[\w./-]+)|/opt/orrery/current/(?<installed>bin/[\w-]+)", RegexOptions.NonBacktracking)]
    private static partial Regex DeployPath();

    [GeneratedRegex(@"\bORRERY_[A-Z_]+\b", RegexOptions.NonBacktracking)]
    private static partial Regex Setting();

    [GeneratedRegex(@"[^\w\- ]", RegexOptions.NonBacktracking)]
    private static partial Regex NotInAnchors();
}
