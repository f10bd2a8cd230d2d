using System.Text;
using Orrery.Core.DagFiles;
using Orrery.Core.Validation;

namespace Orrery.Core.Tests.DagFiles;

public sealed class HostileFilesTests
{
    private const string Good = "dag_id: d\ntasks:\n  - task_id: a\n    bash: |\n      echo 1\n      echo 2\n";

    private static readonly Dictionary<string, (string Text, string Code)> Files = new(StringComparer.Ordinal)
    {
        ["alias bomb"] = (Bomb(), DagProblemCodes.TooLarge),
        ["merge bomb"] = (MergeBomb(), DagProblemCodes.TooLarge),
        ["deep brackets"] = (new string('[', 100_000), DagProblemCodes.TooLarge),
        ["deep braces"] = (string.Concat(Enumerable.Repeat("{a: ", 100_000)), DagProblemCodes.TooLarge),
        ["deep blocks"] = (string.Join('\n', Enumerable.Range(0, 500).Select(i => new string(' ', i) + "a:")), DagProblemCodes.TooLarge),
        ["deep dashes"] = (string.Concat(Enumerable.Repeat("- ", 100_000)) + "a", DagProblemCodes.TooLarge),
        ["many values"] = ("dag_id: d\ntags: [" + string.Concat(Enumerable.Repeat("a,", 300_000)) + "]", DagProblemCodes.TooLarge),
        ["five megabytes"] = ("dag_id: " + new string('x', 5_000_000), DagProblemCodes.UnreadableText),
        ["wide characters over the limit"] = ("dag_id: " + new string('語', 400_000), DagProblemCodes.UnreadableText),
        ["NUL"] = ("dag_id: a\0b", DagProblemCodes.UnreadableText),
        ["binary"] = ("\u007fELF\u0002\u0001\u0001\0\0", DagProblemCodes.UnreadableText),
        ["escape character"] = ("dag_id: \u001b[31m", DagProblemCodes.UnreadableText),
        ["lone surrogate"] = ("dag_id: \ud800", DagProblemCodes.UnreadableText),
        ["lone surrogate by escape"] = ("dag_id: \"\\uD800\"\ntasks: [{task_id: a, empty: true}]", DagProblemCodes.YamlSyntax),
        ["alias to itself"] = ("&a [*a]", DagProblemCodes.YamlSyntax),
        ["emoji id"] = (Good.Replace("dag_id: d", "dag_id: 🚀", StringComparison.Ordinal), DagProblemCodes.InvalidId),
        ["long id"] = (Good.Replace("dag_id: d", "dag_id: " + new string('x', 251), StringComparison.Ordinal), DagProblemCodes.InvalidId),
        ["object tag"] = ("!!python/object/apply:os.system [id]", DagProblemCodes.YamlUnsupported),
        ["zone that is a path"] = (Good + "timezone: ../../../etc/passwd\n", DagProblemCodes.UnknownTimezone),
        ["zone with a slash"] = (Good + "timezone: /etc/passwd\n", DagProblemCodes.UnknownTimezone),
        ["brackets that go on at the margin"] = ("tags: [a,\na]", DagProblemCodes.YamlSyntax),
        ["text less indented than its list"] = (
            "dag_id: d\ntasks:\n  - task_id: a\n    depends_on: [a, b]\n    # text\n default) and more.\n    trigger_rule: x\n    bash: y\n", DagProblemCodes.YamlSyntax),
        ["nothing"] = ("", DagProblemCodes.NoDag),
        ["white space"] = (" \r\n \n", DagProblemCodes.NoDag),
    };

    public static TheoryData<string> Names => [.. Files.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Parse_WhenFileIsHostile_EndsWithAnError(string name)
    {
        var (text, code) = Files[name];

        var result = DagFileParser.Parse(text, name);

        result.Dags.ShouldBeEmpty();
        result.Errors.Select(e => e.Code).ShouldContain(code);
        result.Errors.ShouldAllBe(e => e.ToString().Length < 1_000);
    }

    [Fact]
    public void Parse_WhenLineEndsAndByteOrderMarkDiffer_GivesTheSameVersion()
    {
        var version = Version(Good);

        Version(Good.Replace("\n", "\r\n", StringComparison.Ordinal)).ShouldBe(version);
        Version("\uFEFF" + Good).ShouldBe(version);
    }

    [Fact]
    public void Parse_WhenErrorsAreCountless_ListsTheFirstAndSaysSo()
    {
        var text = new StringBuilder("dag_id: d\ntasks:\n");
        for (var i = 0; i < 3_000; i++)
        {
            text.Append("  - {task_id: t").Append(i).Append(", empty: true, depends_on: x").Append(i).Append("}\n");
        }

        var errors = DagFileParser.Parse(text.ToString(), "f").Errors;

        errors.Length.ShouldBe(DagFileLimits.Default.MaxErrors + 1);
        errors[^1].Code.ShouldBe(DagProblemCodes.TooManyErrors);
        errors[^1].Message.ShouldBe("more than 1000 errors; the rest is not listed");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Parse_WhenTenThousandTasksAreInOneChain_NeitherOverflowsNorStalls(bool closed)
    {
        const int Count = 10_000;
        var text = new StringBuilder("dag_id: d\ntasks:\n");
        for (var i = 0; i < Count; i++)
        {
            text.Append("  - {task_id: t").Append(i).Append(", empty: true");
            if (i > 0 || closed)
            {
                text.Append(", depends_on: t").Append((i + Count - 1) % Count);
            }

            text.Append("}\n");
        }

        var result = DagFileParser.Parse(text.ToString(), "f");

        if (closed)
        {
            result.Errors.ShouldHaveSingleItem().Message.ShouldContain("(9980 more) → t0");
        }
        else
        {
            result.Dags.ShouldHaveSingleItem().Definition.Tasks.Count.ShouldBe(Count);
        }
    }

    private static string Version(string text) => DagFileParser.Parse(text, "f").Dags.ShouldHaveSingleItem().Canonical.Version;

    private static string Bomb()
    {
        var text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 30; i++)
        {
            text.Append('a').Append(i).Append(": &a").Append(i).Append(" [").AppendJoin(", ", Enumerable.Repeat($"*a{i - 1}", 10)).Append("]\n");
        }

        return text.ToString();
    }

    private static string MergeBomb()
    {
        var text = new StringBuilder("a0: &a0 {" + string.Join(", ", Enumerable.Range(0, 500).Select(i => $"k{i}: v")) + "}\n");
        for (var i = 1; i < 500; i++)
        {
            text.Append('a').Append(i).Append(": &a").Append(i).Append(" {<<: *a").Append(i - 1).Append("}\n");
        }

        return text.ToString();
    }
}
