namespace Orrery.Api.Tests;

/// <summary>What the client's page shows is what compiles.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public void Readme_WhenItShowsCode_ShowsWhatCompiles()
    {
        var root = RootOf(AppContext.BaseDirectory);
        var compiled = File.ReadAllLines(Path.Combine(root, "tests", "Api.Tests", "ReadmeExamples.cs"))
            .SkipWhile(line => line.Trim() != "// begin").Skip(1).TakeWhile(line => line.Trim() != "// end")
            .Select(line => line.Length > 8 ? line[8..] : "").ToList();
        var examples = string.Join('\n', compiled).Split("// next\n").Select(e => e.Trim()).ToList();
        var shown = File.ReadAllText(Path.Combine(root, "Client", "README.md")).Split("```csharp\n").Skip(1).Select(e => e.Split("```")[0].Trim()).ToList();

        // The first is how the client is made, which the page does with an address of its own.
        shown[0].ShouldStartWith("using var client = new HttpOrreryClient(");
        shown.Skip(1).ShouldBe(examples);
    }

    private static string RootOf(string folder) => File.Exists(Path.Combine(folder, "Cluster.sln")) ? folder : RootOf(Path.GetDirectoryName(folder)!);
}
