namespace Orrery.Architecture.Tests;

/// <summary>The rules, held against samples: what they must find, and what they must not.</summary>
public sealed class RuleTests
{
    private static readonly SourceFile ActorHost = new(
        "build/ActorHost.targets", """<Project><ItemGroup><ProjectReference Include="$(MSBuildThisFileDirectory)../Embedded/Orrery.Embedded.csproj" /></ItemGroup></Project>""");

    [Theory]
    [InlineData("Core/Orrery.Core.csproj", """<ProjectReference Include="../Storage/Orrery.Storage.csproj" />""")]
    [InlineData("Storage/Orrery.Storage.csproj", """<ProjectReference Include="..\Grains\Orrery.Grains.csproj" />""")]
    [InlineData("Grains/Orrery.Grains.csproj", """<ProjectReference Include="../tests/Core.Tests/Orrery.Core.Tests.csproj" />""")]
    [InlineData("Core/Orrery.Core.csproj", "<UsesActors>model</UsesActors>")]
    [InlineData("Extras/Orrery.Extras.csproj", "")]
    public void Layers_WhenAProjectReachesDown_ItIsNamed(string path, string reference) =>
        LayerRule.Problems(Project(path, reference), ActorHost).ShouldHaveSingleItem().ShouldStartWith(path);

    [Theory]
    [InlineData("Cli/Orrery.Cli.csproj", """<ProjectReference Include="../Silo/Orrery.Silo.csproj" />""")]
    [InlineData("Grains/Orrery.Grains.csproj", "<UsesActors>model</UsesActors>")]
    public void Layers_WhenAProjectReachesUp_NothingIsWrong(string path, string reference) =>
        LayerRule.Problems(Project(path, reference), ActorHost).ShouldBeEmpty();

    [Theory]
    [InlineData("await x.ConfigureAwait(false);")]
    [InlineData("await Task.Run(() => 1);")]
    [InlineData("var y = x.Result;")]
    [InlineData("x.Wait();")]
    [InlineData("x.GetAwaiter().GetResult();")]
    public void GrainCode_WhenItLeavesItsTurn_TheLineIsNamed(string line) =>
        TextRules.GrainCode(new SourceFile("Grains/A.cs", $"class A\n{line}\n")).ShouldHaveSingleItem().ShouldStartWith("Grains/A.cs:2:");

    [Theory]
    [InlineData("await x;")]
    [InlineData("var y = x.Results;")]
    [InlineData("// Task.Run( leaves the turn")]
    [InlineData("await x.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);")]
    public void GrainCode_WhenItStaysInItsTurn_NothingIsWrong(string line) =>
        TextRules.GrainCode(new SourceFile("Grains/A.cs", line)).ShouldBeEmpty();

    [Fact]
    public void Length_WhenAtTheCap_NothingIsWrong() => TextRules.Length(Lines(TextRules.MaxLines)).ShouldBeEmpty();

    [Fact]
    public void Length_WhenAboveTheCap_TheFileIsNamed() => TextRules.Length(Lines(TextRules.MaxLines + 1)).ShouldHaveSingleItem().ShouldContain("401 lines");

    [Theory]
    [InlineData("Thread.Sleep(10);")]
    [InlineData("await Task.Delay(10);")]
    [InlineData("await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);")]
    public void Waiting_WhenATestSleeps_TheLineIsNamed(string line) =>
        TextRules.Waiting(new SourceFile("tests/A.cs", line)).ShouldHaveSingleItem();

    [Theory]
    [InlineData("await Task.Delay(TimeSpan.FromSeconds(1), time);")]
    [InlineData("time.Advance(TimeSpan.FromSeconds(1));")]
    public void Waiting_WhenAManualClockMoves_NothingIsWrong(string line) =>
        TextRules.Waiting(new SourceFile("tests/A.cs", line)).ShouldBeEmpty();

    [Fact]
    public void EventIds_WhenTwoClassesShareANumber_TheSecondIsNamed() =>
        TextRules.EventIds([new("A/EventIds.cs", "public const int One = 7;"), new("B/EventIds.cs", "internal const int Two = 7;")])
            .ShouldHaveSingleItem().ShouldBe("B/EventIds.cs: Two has the id 7 of A/EventIds.cs: One");

    [Fact]
    public void EventIds_WhenALogMethodTakesOneOfAClass_ItIsNamed() =>
        TextRules.EventIds([new("A/EventIds.cs", "public const int One = 7;"), new("B/B.cs", "[LoggerMessage(EventId = 7, Level = LogLevel.Warning)]\nprivate static partial void LogIt(ILogger logger);")])
            .ShouldHaveSingleItem().ShouldBe("B/B.cs: LogIt has the id 7 of A/EventIds.cs: One");

    [Fact]
    public void EventIds_WhenAllDiffer_NothingIsWrong() =>
        TextRules.EventIds([new("A/EventIds.cs", "public const int One = 7;\npublic const int Two = 8;")]).ShouldBeEmpty();

    [Theory]
    [InlineData("path: /work" + "/main")]
    [InlineData("// see /tmp/wt" + "/cli")]
    [InlineData("http://packages.example.internal/v3/index.json")]
    [InlineData("<packageSources>")]
    [InlineData("index-url = https://mirror.example/simple")]
    public void MachineTraces_WhenThereIsOne_TheLineIsNamed(string line) =>
        TextRules.MachineTraces(new SourceFile("docs/a.md", line)).ShouldHaveSingleItem();

    [Theory]
    [InlineData("http://127.0.0.1:7788, or http://192.168.0.7")]
    [InlineData("https://dotnet.microsoft.com/download")]
    [InlineData("the network/ and framework/ folders")]
    public void MachineTraces_WhenThereIsNone_NothingIsWrong(string line) =>
        TextRules.MachineTraces(new SourceFile("docs/a.md", line)).ShouldBeEmpty();

    [Theory]
    [InlineData("Core/A.cs", "using Microsoft.AspNetCore.Http;")]
    [InlineData("Core/A.cs", "using Orleans;")]
    [InlineData("Core/A.cs", "using Orrery.Grains.Interfaces.Runs;")]
    [InlineData("Core/Orrery.Core.csproj", """<FrameworkReference Include="Microsoft.AspNetCore.App" />""")]
    [InlineData("Core/Orrery.Core.csproj", "<UsesActors>model</UsesActors>")]
    public void CorePurity_WhenCoreReachesOut_TheLineIsNamed(string path, string line) =>
        TextRules.CorePurity(new SourceFile(path, line)).ShouldHaveSingleItem();

    [Theory]
    [InlineData("Core/A.cs", "using Orrery.Core.Dags;")]
    [InlineData("Core/A.cs", "/// <summary>Plain.</summary>")]
    [InlineData("Core/Orrery.Core.csproj", """<PackageReference Include="YamlDotNet" />""")]
    public void CorePurity_WhenCoreIsPure_NothingIsWrong(string path, string line) =>
        TextRules.CorePurity(new SourceFile(path, line)).ShouldBeEmpty();

    private static SourceFile Project(string path, string content) => new(path, $"<Project><ItemGroup>{content}</ItemGroup></Project>");

    private static SourceFile Lines(int count) => new("A.cs", string.Concat(Enumerable.Repeat("x\n", count)));
}
