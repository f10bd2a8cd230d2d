using Orrery.Core.Versions;

namespace Orrery.Core.Tests.Versions;

public sealed class LineDiffTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("a\n", "a\n")]
    [InlineData("a\nb\nc\n", "a\nc\n")]
    [InlineData("a\nb", "b\na\n")]
    [InlineData("", "x\ny\n")]
    public void Of_WhenReadAlongOneSide_GivesThatText(string before, string after) => Check(before, after);

    [Fact]
    public void Of_WhenTextsAreRandom_GivesBothTextsAndAsFewEditsAsThereAre()
    {
        var random = new Random(7);
        for (var round = 0; round < 400; round++)
        {
            var (before, after) = (Text(random), Text(random));

            Check(before, after);

            var (old, now) = (Lines(before), Lines(after));
            LineDiff.Of(before, after).Count(l => l.Kind != ' ').ShouldBe(old.Length + now.Length - (2 * LongestCommon(old, now)), $"{before}\n---\n{after}");
        }
    }

    [Fact]
    public void Of_WhenTextsHaveNothingInCommonAndAreLong_ShowsTheOneAsReplaced()
    {
        var before = string.Concat(Enumerable.Range(0, 5_000).Select(i => $"old {i}\n"));
        var after = string.Concat(Enumerable.Range(0, 5_000).Select(i => $"new {i}\n"));

        Check($"same\n{before}end\n", $"same\n{after}end\n");
    }

    [Fact]
    public void Unified_WhenDifferencesAreFarApart_ShowsAHunkForEach()
    {
        var before = string.Concat(Enumerable.Range(1, 20).Select(i => $"{i}\n"));
        var after = before.Replace("\n2\n", "\ntwo\n", StringComparison.Ordinal).Replace("\n18\n", "\n", StringComparison.Ordinal);

        UnifiedDiff.Of(before, after, "a", "b").ShouldBe(
        [
            "--- a", "+++ b",
            "@@ -1,5 +1,5 @@", " 1", "-2", "+two", " 3", " 4", " 5",
            "@@ -15,6 +15,5 @@", " 15", " 16", " 17", "-18", " 19", " 20",
        ]);
    }

    [Fact]
    public void Unified_WhenTextIsAddedToNothing_NamesAnEmptyRangeAsDiffDoes() =>
        UnifiedDiff.Of("", "a\n", "x", "y").ShouldBe(["--- x", "+++ y", "@@ -0,0 +1 @@", "+a"]);

    [Fact]
    public void Unified_WhenOnlyLineEndsDiffer_SaysNothing() => UnifiedDiff.Of("a\r\nb\r\n", "a\nb\n", "x", "y").ShouldBeEmpty();

    private static void Check(string before, string after)
    {
        var lines = LineDiff.Of(before, after);
        lines.Where(l => l.Kind != '+').Select(l => l.Text).ShouldBe(Lines(before));
        lines.Where(l => l.Kind != '-').Select(l => l.Text).ShouldBe(Lines(after));
        lines.Where(l => l.Old > 0).Select(l => l.Old).ShouldBe(Enumerable.Range(1, Lines(before).Length));
        lines.Where(l => l.New > 0).Select(l => l.New).ShouldBe(Enumerable.Range(1, Lines(after).Length));
    }

    private static string Text(Random random) => string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => $"{(char)('a' + random.Next(4))}\n"));

    private static string[] Lines(string text) => [.. text.Split('\n').SkipLast(text.EndsWith('\n') || text.Length == 0 ? 1 : 0)];

    private static int LongestCommon(string[] a, string[] b)
    {
        var lengths = new int[b.Length + 1];
        foreach (var line in a)
        {
            var diagonal = 0;
            for (var j = 1; j <= b.Length; j++)
            {
                (diagonal, lengths[j]) = (lengths[j], line == b[j - 1] ? diagonal + 1 : Math.Max(lengths[j - 1], lengths[j]));
            }
        }

        return lengths[b.Length];
    }
}
