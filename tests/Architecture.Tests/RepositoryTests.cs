namespace Orrery.Architecture.Tests;

/// <summary>The rules, held against the repository as it is.</summary>
public sealed class RepositoryTests
{
    // Each with its reason.
    private static readonly string[] LongFiles =
    [
        "Dashboard/wwwroot/lib/", // Other people's libraries, as they were published.
    ];

    [Fact]
    public void Projects_ReferenceOnlyLayersAboveThem()
    {
        var actorHost = Repository.Files.Single(f => f.Path == "build/ActorHost.targets");
        var projects = Repository.Files.Where(f => f.Path.EndsWith(".csproj", StringComparison.Ordinal) && f.Path.Count(c => c == '/') == 1).ToList();
        projects.Count.ShouldBeGreaterThanOrEqualTo(LayerRule.Layers.Length);
        ShouldHold(projects.SelectMany(p => LayerRule.Problems(p, actorHost)));
    }

    [Fact]
    public void GrainCode_StaysInItsTurn() =>
        ShouldHold(Some(Repository.Under("Grains", ".cs").Concat(Repository.Under("Grains.Interfaces", ".cs"))).SelectMany(TextRules.GrainCode));

    [Theory]
    [InlineData(".cs")]
    [InlineData(".razor")]
    [InlineData(".js")]
    [InlineData(".py")]
    public void Files_StayBelowTheCap(string extension) =>
        ShouldHold(Repository.Files
            .Where(f => f.Path.EndsWith(extension, StringComparison.Ordinal) && !LongFiles.Any(l => f.Path.StartsWith(l, StringComparison.Ordinal)))
            .SelectMany(TextRules.Length));

    // The samples of bad code in this very project are bad on purpose.
    [Fact]
    public void Tests_DoNotWaitForRealTime() =>
        ShouldHold(Some(Repository.Under("tests", ".cs").Where(f => !f.Path.StartsWith("tests/Architecture.Tests/", StringComparison.Ordinal))).SelectMany(TextRules.Waiting));

    [Fact]
    public void EventIds_AreUnique() =>
        ShouldHold(TextRules.EventIds(Some(LayerRule.Layers.SelectMany(l => Repository.Under(l, ".cs")))));

    [Fact]
    public void Files_HoldNoTracesOfAMachine() =>
        ShouldHold(Some(Repository.Files.Where(f => !f.Path.StartsWith("tests/Architecture.Tests/", StringComparison.Ordinal))).SelectMany(TextRules.MachineTraces));

    [Fact]
    public void Core_KnowsNeitherWebNorActors() =>
        ShouldHold(Some(Repository.Under("Core", ".cs").Concat(Repository.Under("Core", ".csproj"))).SelectMany(TextRules.CorePurity));

    private static List<SourceFile> Some(IEnumerable<SourceFile> files)
    {
        var list = files.ToList();
        list.ShouldNotBeEmpty("nothing was checked");
        return list;
    }

    private static void ShouldHold(IEnumerable<string> problems)
    {
        var all = problems.ToList();
        all.ShouldBeEmpty(string.Join(Environment.NewLine, all));
    }
}
