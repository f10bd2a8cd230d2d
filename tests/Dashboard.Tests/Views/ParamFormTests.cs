using System.Text.Json.Nodes;
using Orrery.Dashboard.Views.Dags;

namespace Orrery.Dashboard.Tests.Views;

public sealed class ParamFormTests
{
    [Theory]
    [InlineData("""{"default": 2}""", ParamKind.Number, "2")]
    [InlineData("""{"type": "integer", "default": 2}""", ParamKind.Whole, "2")]
    [InlineData("""{"type": "number"}""", ParamKind.Number, "")]
    [InlineData("""{"default": true}""", ParamKind.Switch, "true")]
    [InlineData("""{"default": "en", "enum": ["en", "de"]}""", ParamKind.Choice, "\"en\"")]
    [InlineData("""{"type": ["string", "null"], "format": "date", "default": null}""", ParamKind.Date, "")]
    [InlineData("""{"default": "Ada"}""", ParamKind.Text, "Ada")]
    [InlineData("""{"default": ["Ada", "Grace"]}""", ParamKind.Lines, "Ada\nGrace")]
    [InlineData("""{"type": "array", "items": {"type": "string"}}""", ParamKind.Lines, "")]
    [InlineData("""{"default": [1, 2]}""", ParamKind.Json, "[\n  1,\n  2\n]")]
    [InlineData("""{"default": {"a": 1}}""", ParamKind.Json, "{\n  \"a\": 1\n}")]
    [InlineData("""{"type": ["string", "integer"], "default": "x"}""", ParamKind.Json, "\"x\"")]
    [InlineData("""{"default": null}""", ParamKind.Json, "null")]
    [InlineData("{}", ParamKind.Json, "")]
    public void Field_OfAParam_IsOfTheKindItsSchemaOrDefaultSays(string param, ParamKind kind, string text)
    {
        var field = FieldOf(param);
        (field.Kind, field.Text.ReplaceLineEndings("\n")).ShouldBe((kind, text));
    }

    [Theory]
    [InlineData("""{"type": "integer", "default": 5, "maximum": 10}""", "11", "p is 11, more than the maximum 10.")]
    [InlineData("""{"type": "integer", "default": 5}""", "5.5", "p: '5.5' is no whole number.")]
    [InlineData("""{"type": "number", "default": 5}""", "five", "p: 'five' is no number.")]
    [InlineData("""{"default": {}}""", "{", "p: '{' is no JSON.")]
    [InlineData("""{"type": "integer", "default": 5}""", "", "p needs a value.")]
    [InlineData("""{"type": "string", "title": "Name"}""", "", "Name needs a value.")]
    [InlineData("""{"type": "string"}""", "Ada", null)]
    [InlineData("""{"type": ["integer", "null"], "default": 5}""", "", null)]
    [InlineData("""{"type": "string", "default": "x"}""", "", null)]
    public void Problems_OfWhatIsWritten_NameTheFieldAndWhatIsWrong(string param, string text, string? expected)
    {
        var form = FormOf(param);
        form.Fields[0].Text = text;
        form.Problems().ShouldBe(expected is null ? [] : [expected]);
    }

    [Theory]
    [InlineData("""{"default": 2}""", "2", "")]
    [InlineData("""{"default": 2}""", "3", """{"p":3}""")]
    [InlineData("""{"default": 2}""", "2.50", """{"p":2.50}""")]
    [InlineData("""{"default": true}""", "false", """{"p":false}""")]
    [InlineData("""{"default": "en", "enum": ["en", 4]}""", "4", """{"p":4}""")]
    [InlineData("""{"default": ["Ada"]}""", "Ada\r\n Grace \n\n", """{"p":["Ada","Grace"]}""")]
    [InlineData("""{"type": ["string", "null"], "default": "x"}""", "", """{"p":null}""")]
    [InlineData("""{"type": "string"}""", "true", """{"p":"true"}""")]
    public void Json_OfWhatIsWritten_HasWhatDiffersFromTheDefaults(string param, string text, string expected)
    {
        var form = FormOf(param);
        form.Fields[0].Text = text;
        form.Problems().ShouldBeEmpty();
        Compact(form.ToJson()).ShouldBe(expected);
    }

    [Fact]
    public void Load_OfJson_FillsTheFieldsAndKeepsWhatIsNoParam()
    {
        var form = ParamForm.Of(JsonNode.Parse("""{"params": {"limit": {"default": 5}, "name": {"default": "x"}}}""")!.AsObject());
        form.Fields[0].Text = "7";
        form.Load("""{"name": "y", "ticket": "A-1"}""");
        form.Fields.Select(f => f.Text).ShouldBe(["5", "y"]);
        Compact(form.ToJson()).ShouldBe("""{"ticket":"A-1","name":"y"}""");
        form.Load("");
        form.ToJson().ShouldBeEmpty();
    }

    [Fact]
    public void Fields_OfADagWithoutParams_AreNone()
    {
        ParamForm.Of(document: null).Fields.ShouldBeEmpty();
        ParamForm.Of([]).Fields.ShouldBeEmpty();
    }

    [Fact]
    public void Choices_WithNamesToDisplay_ShowThem()
    {
        var field = FieldOf("""{"default": "eu", "enum": ["eu", 2], "values_display": {"eu": "Europe", "2": "Two"}}""");
        field.Choices.ShouldBe([("\"eu\"", "Europe"), ("2", "Two")]);
    }

    [Theory]
    [InlineData("""{"type": "integer", "minimum": 1, "maximum": 9}""", "needed, whole number, 1 to 9")]
    [InlineData("""{"default": "x", "type": "string", "maxLength": 80, "format": "email"}""", "email, at most 80 characters")]
    [InlineData("""{"default": ["x"]}""", "one a line")]
    [InlineData("""{"default": "x"}""", "")]
    public void Hint_SaysWhatMayBeWritten(string param, string expected) => FieldOf(param).Hint.ShouldBe(expected);

    private static ParamForm FormOf(string param) => ParamForm.Of(new JsonObject { ["params"] = new JsonObject { ["p"] = JsonNode.Parse(param) } });

    private static ParamField FieldOf(string param) => FormOf(param).Fields.ShouldHaveSingleItem();

    private static string Compact(string json) => json.Length == 0 ? "" : JsonNode.Parse(json)!.ToJsonString();
}
