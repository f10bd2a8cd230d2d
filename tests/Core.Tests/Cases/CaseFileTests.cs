namespace Orrery.Core.Tests.Cases;

/// <summary>How case files are found and what is said of those that are no such files.</summary>
public sealed class CaseFileTests : IDisposable
{
    private const string Good = """{"name": "n", "expect": 1}""";

    private readonly string _folder = Directory.CreateTempSubdirectory("orrery-cases-").FullName;

    [Theory]
    [InlineData("cron.json", null)]
    [InlineData("cron_2.json", null)]
    [InlineData("cron-more.json", null)]
    [InlineData("anything.json", "cron")]
    [InlineData("anything.json", "Cron 2")]
    [InlineData("anything.json", "cron ticks")]
    public void Load_OfATopicsFile_FindsIt(string file, string? topic)
    {
        Write(file, $$"""{{{(topic is null ? "" : $"\"topic\": \"{topic}\", ")}}"cases": [{{Good}}]}""");
        CaseFile.LoadFrom(_folder, "cron").ShouldHaveSingleItem().Cases.ShouldHaveSingleItem().Name.ShouldBe("n");
        CaseFile.LoadFrom(_folder, "cro").ShouldBeEmpty();
    }

    [Fact]
    public void Load_OfAFileWithTheTitleOfATopic_FindsIt()
    {
        Write("anything.json", $$"""{"topic": "walking a DAG run", "cases": [{{Good}}]}""");
        CaseFile.LoadFrom(_folder, "dag_walk").ShouldHaveSingleItem();
    }

    [Fact]
    public void Load_OfSeveralFiles_TakesEach()
    {
        Write("cron.json", $$"""{"cases": [{{Good}}]}""");
        Write("cron_2.json", $$"""{"topic": "cron", "cases": [{{Good}}, {{Good}}]}""");
        Write("crontab.json", $$"""{"cases": [{{Good}}]}""");
        Write("clear.json", "no JSON");
        CaseFile.LoadFrom(_folder, "cron").Select(f => $"{f.Name} {f.Cases.Count}").ShouldBe(["cron 1", "cron_2 2"]);
    }

    [Theory]
    [InlineData("no JSON", "is no JSON")]
    [InlineData("[]", "holds no cases")]
    [InlineData("""{"cases": []}""", "holds no cases")]
    [InlineData("""{"cases": [{"name": "n", "expect": 1}, {"name": "m"}]}""", "Case 2")]
    [InlineData("""{"cases": [3]}""", "Case 1")]
    public void Load_OfAMalformedFile_NamesFileAndCase(string text, string says)
    {
        Write("cron_2.json", text);
        var problem = Should.Throw<InvalidDataException>(() => CaseFile.LoadFrom(_folder, "cron")).Message;
        problem.ShouldContain("cron_2.json");
        problem.ShouldContain(says);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Write(string file, string text) => File.WriteAllText(Path.Combine(_folder, file), text);
}
