using System.Text.Json.Nodes;
using Orrery.Core.DagFiles;
using Orrery.Core.DagFiles.Schema;
using Orrery.Core.DagFiles.Yaml;
using Orrery.Core.Dags;
using Orrery.Core.Validation;

namespace Orrery.Core.Tests.DagFiles;

/// <summary>The published schema of DAG files: up to date, and of one mind with the parser.</summary>
public sealed class DagFileSchemaTests
{
    /// <summary>Set to 1, it makes the test write the files it checks.</summary>
    private const string Update = "ORRERY_UPDATE";

    private static readonly JsonNode Schema = Inlined(DagFileSchema.Create());

    public static TheoryData<string> Good => [.. Repository.Examples.Select(e => e.Name), .. Snippets.InReference.Select(s => s.Name)];

    public static TheoryData<string> Bad => [.. BadFilesTests.WithCode("unknown-field", "not-supported-yet", "missing-field", "action-count", "misplaced-field")
        .Except(SeenByTheParserOnly, StringComparer.Ordinal)];

    // A key that belongs to another key of the same mapping.
    private static IReadOnlyList<string> SeenByTheParserOnly { get; } = ["setup and teardown", "asset conflicts", "sensors on assets"];

    [Fact]
    public void Schema_WhenComparedWithThePublishedOne_IsTheSame()
    {
        var path = Path.Combine(Repository.Root, "docs", "reference", "dag.schema.json");
        if (Environment.GetEnvironmentVariable(Update) == "1")
        {
            File.WriteAllText(path, DagFileSchema.ToText());
        }

        File.ReadAllText(path).ShouldBe(DagFileSchema.ToText(), $"docs/reference/dag.schema.json is stale: write it anew with '{Update}=1 ./test', or orrery schema");
    }

    [Fact]
    public void Schema_WhenReadBySchema_IsWellFormed() => JsonSchemaCheck.SchemaErrors(Schema).ShouldBeEmpty();

    [Fact]
    public void Schema_WhenComparedWithTheTables_HasEveryFieldAndItsDescription()
    {
        var dag = Schema["$defs"]!["dag"]!["properties"]!.AsObject();
        var task = Schema["$defs"]!["task"]!["properties"]!.AsObject();

        dag.Select(p => p.Key).ShouldBe(FieldNames.Dag);
        task.Select(p => p.Key).ShouldBe(FieldNames.Task);
        dag.Concat(task).Where(p => p.Value!["description"] is null).Select(p => p.Key).ShouldBeEmpty("each has a row in docs/reference/dag-yaml.md");
    }

    [Theory]
    [MemberData(nameof(Good))]
    public void Validate_WhenFileIsGood_Accepts(string name)
    {
        var text = Repository.Examples.Concat(Snippets.InReference).Single(f => f.Name == name).Text;

        foreach (var document in Documents(text))
        {
            JsonSchemaCheck.Validate(document, Schema).ShouldBeEmpty();
        }

        foreach (var dag in DagFileParser.Parse(text, name).Dags)
        {
            JsonSchemaCheck.Validate(DagDocument.ToJson(dag.Definition), Schema).ShouldBeEmpty("the canonical document is a DAG file");
        }
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void Validate_WhenFileIsBad_Refuses(string name)
    {
        Documents(BadFilesTests.Text(name)).SelectMany(d => JsonSchemaCheck.Validate(d, Schema)).ShouldNotBeEmpty();
    }

    private static List<JsonNode?> Documents(string text)
    {
        var report = new DagFileReport("f.yaml", DagFileLimits.Default);
        var read = new ValueReader(report);
        var nodes = YamlText.Prepare(text, DagFileLimits.Default, report) is { } prepared ? YamlTreeReader.Read(prepared, DagFileLimits.Default, report) : null;
        return [.. (nodes ?? []).Select(read.Json)];
    }

    /// <summary>The schema with what it refers to in place: the checker of parameters knows no references.</summary>
    private static JsonNode Inlined(JsonObject schema)
    {
        var definitions = schema["$defs"]!.AsObject();
        return Copy(schema)!;

        JsonNode? Copy(JsonNode? node) => node switch
        {
            JsonObject map when map["$ref"] is { } reference => Copy(definitions[reference.GetValue<string>()["#/$defs/".Length..]]),
            JsonObject map => new JsonObject(map.Select(p => KeyValuePair.Create(p.Key, Copy(p.Value)))),
            JsonArray list => new JsonArray([.. list.Select(Copy)]),
            _ => node?.DeepClone(),
        };
    }
}
