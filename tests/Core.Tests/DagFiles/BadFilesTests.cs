using Orrery.Core.DagFiles;

namespace Orrery.Core.Tests.DagFiles;

/// <summary>What authors get to read: each bad file of <c>bad-files.txt</c> with its exact errors.</summary>
public sealed class BadFilesTests
{
    private static readonly IReadOnlyList<(string Name, string Yaml, string Errors)> Files = Read();

    public static TheoryData<string> Names => [.. Files.Select(f => f.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Parse_WhenFileIsBad_SaysWhereWhatAndTheRemedy(string name)
    {
        var (_, yaml, expected) = Files.Single(f => f.Name == name);

        var result = DagFileParser.Parse(yaml, "f.yaml");

        var errors = result.Errors.Select(e => $"[{e.Code}] {e}").Concat(result.Warnings.Select(w => $"warning [{w.Code}] {w}"));
        string.Join('\n', errors).ShouldBe(expected);
        result.Dags.IsEmpty.ShouldBe(!result.Errors.IsEmpty, "a file with errors yields no DAG, any other all of them");
    }

    /// <summary>The names of files with an error of one of these kinds.</summary>
    public static IEnumerable<string> WithCode(params string[] codes) =>
        Files.Where(f => codes.Any(c => f.Errors.Split('\n').Any(e => e.StartsWith($"[{c}]", StringComparison.Ordinal)))).Select(f => f.Name);

    /// <summary>The text of a file.</summary>
    public static string Text(string name) => Files.Single(f => f.Name == name).Yaml;

    // Sections: '### name', the file, '---->', the errors.
    private static List<(string, string, string)> Read()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "tests", "Core.Tests", "DagFiles", "bad-files.txt"));
        return [.. text.Split("### ", StringSplitOptions.RemoveEmptyEntries).Select(section =>
        {
            var name = section[..section.IndexOf('\n', StringComparison.Ordinal)];
            var parts = section[(name.Length + 1)..].Split("---->\n");
            return (name, parts[0], parts[1].Trim('\n'));
        })];
    }
}
