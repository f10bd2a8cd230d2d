using Orrery.Core.Bundles;

namespace Orrery.Core.Tests.Bundles;

public sealed class IgnoreRulesTests
{
    // What `git check-ignore` says of the same.
    [Theory]
    [InlineData("*.csv", "data.csv", true)]
    [InlineData("*.csv", "a/b/data.csv", true)]
    [InlineData("*.csv", "data.csv.yaml", false)]
    [InlineData("data", "data/a.yaml", true)]
    [InlineData("data", "x/data", true)]
    [InlineData("data/", "x/data/a.yaml", true)]
    [InlineData("data/", "data", false)]
    [InlineData("/data", "x/data", false)]
    [InlineData("/data", "data", true)]
    [InlineData("a/b", "a/b", true)]
    [InlineData("a/b", "x/a/b", false)]
    [InlineData("a/*.py", "a/b.py", true)]
    [InlineData("a/*.py", "a/b/c.py", false)]
    [InlineData("**/b", "a/x/b", true)]
    [InlineData("**/b", "b", true)]
    [InlineData("a/**/b", "a/b", true)]
    [InlineData("a/**/b", "a/x/y/b", true)]
    [InlineData("a/**", "a/x/y", true)]
    [InlineData("a/**", "a", false)]
    [InlineData("?.py", "a.py", true)]
    [InlineData("?.py", "ab.py", false)]
    [InlineData("[ab].py", "b.py", true)]
    [InlineData("[!ab].py", "b.py", false)]
    [InlineData("[!ab].py", "c.py", true)]
    [InlineData("[z-a].py", "b.py", false)]
    [InlineData("[", "[", false)]
    [InlineData("a.b", "axb", false)]
    [InlineData("\\*.py", "a.py", false)]
    [InlineData("\\*.py", "*.py", true)]
    [InlineData("\\#a", "#a", true)]
    [InlineData("# a", "# a", false)]
    [InlineData("a  \r", "a", true)]
    [InlineData("", "a", false)]
    [InlineData("!", "a", false)]
    [InlineData("*.py\n!keep.py", "keep.py", false)]
    [InlineData("!keep.py\n*.py", "keep.py", true)]
    [InlineData("lib/\n!lib/keep.py", "lib/keep.py", true)]
    [InlineData("!.hidden", ".hidden", true)]
    [InlineData("", "a/.git/config", true)]
    [InlineData("", "web/node_modules/x.js", true)]
    [InlineData("", "dags/__pycache__/a.pyc", true)]
    public void IgnoresFile_AsGitDoes(string rules, string path, bool isIgnored) =>
        IgnoreRules.Default.With("", rules).IgnoresFile(path).ShouldBe(isIgnored);

    [Theory]
    [InlineData("/a", "sub/a", true)]
    [InlineData("/a", "a", false)]
    [InlineData("a", "sub/x/a", true)]
    [InlineData("a", "subway/a", false)]
    [InlineData("!b", "sub/b", false)]
    public void IgnoresFile_WhenRulesAreOfAFolder_HoldBelowIt(string rules, string path, bool isIgnored) =>
        IgnoreRules.Default.With("", "b").With("sub", rules).IgnoresFile(path).ShouldBe(isIgnored);
}
