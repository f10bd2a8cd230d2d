using Orrery.Core.DagFiles;

namespace Orrery.Core.Tests.DagFiles;

public sealed class ExamplesTests
{
    public static TheoryData<string> Names => [.. Repository.Examples.Select(e => e.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Parse_WhenFileIsAnExample_HasNeitherErrorsNorWarnings(string name)
    {
        var result = DagFileParser.Parse(Repository.Examples.Single(e => e.Name == name).Text, name);

        result.Errors.ShouldBeEmpty();
        result.Warnings.ShouldBeEmpty();
        result.Dags.ShouldHaveSingleItem().Definition.Tags.ShouldContain("example");
    }

    [Fact]
    public void Examples_WhenCounted_AreWorthATour() => Repository.Examples.Count.ShouldBeGreaterThanOrEqualTo(11);
}
