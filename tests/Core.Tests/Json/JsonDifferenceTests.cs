using System.Text.Json.Nodes;
using Orrery.Core.Json;

namespace Orrery.Core.Tests.Json;

public sealed class JsonDifferenceTests
{
    [Theory]
    [InlineData("""{"a": 1, "b": [1, {"c": null}]}""", """{"b": [1, {"c": null}], "a": 1}""", null)]
    [InlineData("""{"tasks": [{"id": 1}, {"env": {"NOW": "1"}}]}""", """{"tasks": [{"id": 1}, {"env": {"NOW": "2"}}]}""", "$.tasks[1].env.NOW")]
    [InlineData("""{"a": [1]}""", """{"a": [1, 2]}""", "$.a[1]")]
    [InlineData("""{"a": [1, 2]}""", """{"a": [1]}""", "$.a[1]")]
    [InlineData("""{"a": 1}""", """{"a": 1, "the rest": 2}""", "$[\"the rest\"]")]
    [InlineData("""{"a": {"x": 1}}""", """{"a": {"y": 1}}""", "$.a.x")]
    [InlineData("""{"a": {}}""", """{"a": []}""", "$.a")]
    [InlineData("1", "2", "$")]
    public void FirstPath_OfTwoDocuments_IsThis(string one, string other, string? path) =>
        JsonDifference.FirstPath(JsonNode.Parse(one), JsonNode.Parse(other)).ShouldBe(path);
}
