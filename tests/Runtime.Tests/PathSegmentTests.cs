namespace Orrery.Runtime.Tests;

public sealed class PathSegmentTests
{
    [Theory]
    [InlineData("etl", "etl")]
    [InlineData("scheduled__2026-01-01T00:00:00+00:00", "scheduled__2026-01-01T00:00:00+00:00")]
    [InlineData("../x", "%2E.%2Fx")]
    [InlineData("100%é", "100%25%C3%A9")]
    public void Decode_WhenIdWasEncoded_AnswersTheId(string id, string name)
    {
        PathSegment.Encode(id).ShouldBe(name);
        PathSegment.Decode(name).ShouldBe(id);
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("%2")]
    [InlineData("%zz")]
    [InlineData("%61")]
    [InlineData(".hidden")]
    [InlineData("%-")]
    public void Decode_WhenNoIdHasThatName_AnswersNull(string name) => PathSegment.Decode(name).ShouldBeNull();

    [Fact]
    public void Decode_WhenTheIdIsTooLongForItsName_AnswersNull() => PathSegment.Decode(PathSegment.Encode(new string('x', 201))).ShouldBeNull();
}
