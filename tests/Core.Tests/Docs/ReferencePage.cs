using Orrery.Core.Tests.DagFiles;

namespace Orrery.Core.Tests.Docs;

/// <summary>A page of the reference with parts that are worked out by the code: between marks, so that people write the rest.</summary>
internal static class ReferencePage
{
    /// <summary>Set to 1, it makes the tests write what they check.</summary>
    private const string Update = "ORRERY_UPDATE";

    /// <summary>Checks the part of a page between <c>&lt;!-- name --&gt;</c> and <c>&lt;!-- end name --&gt;</c>.</summary>
    public static void ShouldHold(string page, string name, string expected)
    {
        var path = Path.Combine(Repository.Root, "docs", "reference", page);
        var text = File.ReadAllText(path);
        var (open, close) = ($"<!-- {name} -->\n", $"<!-- end {name} -->");
        var start = text.IndexOf(open, StringComparison.Ordinal);
        var end = text.IndexOf(close, StringComparison.Ordinal);
        (start >= 0 && end > start).ShouldBeTrue($"docs/reference/{page} has no part '{name}'");
        start += open.Length;
        if (Environment.GetEnvironmentVariable(Update) == "1")
        {
            File.WriteAllText(path, text[..start] + expected + text[end..]);
        }

        File.ReadAllText(path)[start..].Split(close)[0].ShouldBe(expected, $"docs/reference/{page}, part '{name}', is stale: write it anew with {Update}=1 ./test");
    }
}
