using System.Text.Json.Nodes;
using Orrery.Core.Dags;
using Orrery.Core.Validation;

namespace Orrery.Core.Tests.Validation;

public sealed class JsonSchemaCheckTests
{
    [Theory]
    [InlineData("""{"type":"integer"}""", "1.0", "")]
    [InlineData("""{"type":"integer"}""", "true", "$ is true, which is not of type integer")]
    [InlineData("""{"type":["string","null"]}""", "1", "$ is 1, which is not of type string or null")]
    [InlineData("""{"enum":[1,"a",null]}""", "1.0", "")]
    [InlineData("""{"enum":[1,"a",null]}""", "\"b\"", "$ is 'b', which is not one of 1, 'a', null")]
    [InlineData("""{"const":null}""", "0", "$ is 0 instead of null")]
    [InlineData("""{"const":false}""", "0", "$ is 0 instead of false")]
    [InlineData("""{"maximum":10}""", "11", "$ is 11, more than the maximum 10")]
    [InlineData("""{"multipleOf":0.1}""", "0.3", "")]
    [InlineData("""{"multipleOf":3}""", "10", "$ is 10, which is no multiple of 3")]
    [InlineData("""{"maxLength":1}""", "\"🚀\"", "")]
    [InlineData("""{"minLength":2}""", "\"🚀\"", "$ has 1 characters, fewer than 2")]
    [InlineData("""{"pattern":"^a+$"}""", "\"ab\"", "$ is 'ab', which does not match the pattern '^a+$'")]
    [InlineData("""{"pattern":"b"}""", "\"abc\"", "")]
    [InlineData("""{"format":"ipv4"}""", "\"1.2.3.04\"", "$ is '1.2.3.04', which is no ipv4")]
    [InlineData("""{"format":"date-time"}""", "\"2026-01-01T00:00:00+01:00\"", "")]
    [InlineData("""{"format":"date"}""", "\"2026-02-30\"", "$ is '2026-02-30', which is no date")]
    [InlineData("""{"format":"color"}""", "\"x\"", "")]
    [InlineData("""{"items":{"type":"string"}}""", "[\"a\",1]", "$[1] is 1, which is not of type string")]
    [InlineData("""{"prefixItems":[{"type":"string"}],"items":false}""", "[\"a\",1]", "$[1] is not allowed here")]
    [InlineData("""{"uniqueItems":true}""", "[1,1.0]", "$ has an item twice")]
    [InlineData("""{"uniqueItems":true}""", "[1,true,\"1\"]", "")]
    [InlineData("""{"contains":{"const":1},"maxContains":1}""", "[1,1]", "$ has 2 items as 'contains' describes them")]
    [InlineData("""{"required":["a"],"properties":{"b":{"type":"string"}},"additionalProperties":false}""", """{"b":1,"c":2}""", "$ lacks 'a'; $.b is 1, which is not of type string; $.c is not allowed here")]
    [InlineData("""{"patternProperties":{"^x":{"type":"integer"}},"additionalProperties":false}""", """{"x1":"a"}""", "$.x1 is 'a', which is not of type integer")]
    [InlineData("""{"propertyNames":{"maxLength":1}}""", """{"ab":1}""", "$.ab has a name that 'propertyNames' does not allow")]
    [InlineData("""{"dependentRequired":{"a":["b"]}}""", """{"a":1}""", "$ lacks 'b', which 'a' needs")]
    [InlineData("""{"anyOf":[{"type":"string"},{"minimum":5}]}""", "3", "$ is 3, which fits none of 'anyOf'")]
    [InlineData("""{"oneOf":[{"type":"integer"},{"minimum":5}]}""", "7", "$ is 7, which fits 2 of 'oneOf' instead of 1")]
    [InlineData("""{"not":{"type":"string"}}""", "\"x\"", "$ is 'x', which 'not' excludes")]
    [InlineData("""{"if":{"type":"string"},"then":{"minLength":3},"else":{"minimum":3}}""", "1", "$ is 1, less than the minimum 3")]
    [InlineData("true", "1", "")]
    [InlineData("false", "1", "$ is not allowed here")]
    public void Validate_WhenValueMeetsSchema_SaysWhatIsWrong(string schema, string value, string expected) =>
        string.Join("; ", JsonSchemaCheck.Validate(JsonNode.Parse(value), JsonNode.Parse(schema))).ShouldBe(expected);

    [Theory]
    [InlineData("""{"type":"intger"}""", "$.type is 'intger'")]
    [InlineData("""{"minimum":"1"}""", "$.minimum is '1'; write a number")]
    [InlineData("""{"minLength":-1}""", "$.minLength is -1")]
    [InlineData("""{"pattern":"("}""", "$.pattern is '('")]
    [InlineData("""{"pattern":"(?=a)"}""", "$.pattern")]
    [InlineData("""{"pattern":"((a{1000}){1000}){1000}"}""", "$.pattern")]
    [InlineData("""{"properties":{"a":{"items":3}}}""", "$.properties.a.items is 3, which is no schema")]
    [InlineData("""{"allOf":[]}""", "$.allOf is a list; write a list of schemas")]
    [InlineData("""{"$ref":"#/x"}""", "$.$ref is '#/x'; this keyword is not supported")]
    public void SchemaErrors_WhenSchemaIsMalformed_NameThePlace(string schema, string expected) =>
        JsonSchemaCheck.SchemaErrors(JsonNode.Parse(schema)).ShouldHaveSingleItem().ToString().ShouldStartWith(expected);

    [Fact]
    public void Resolve_WhenSeveralParametersAreWrong_ReportsAll()
    {
        var dag = new DagDefinition
        {
            DagId = "d",
            Tasks = [],
            Params = new Dictionary<string, ParamDefinition>
            {
                ["a"] = new() { HasDefault = true, Default = 1, Schema = new JsonObject { ["type"] = "integer" } },
                ["b"] = new(),
                ["c"] = new() { HasDefault = true, Default = 5 },
            },
        };

        var refused = Params.Resolve(dag, new JsonObject { ["a"] = "x" });
        refused.Values.ShouldBeNull();
        refused.Errors.Select(e => e.ToString()).ShouldBe(["param 'a': $ is 'x', which is not of type integer", "param 'b': $ has no default and was not given"]);

        var accepted = Params.Resolve(dag, new JsonObject { ["b"] = null, ["extra"] = true });
        accepted.Values!.ToJsonString().ShouldBe("""{"a":1,"b":null,"c":5,"extra":true}""");
    }
}
