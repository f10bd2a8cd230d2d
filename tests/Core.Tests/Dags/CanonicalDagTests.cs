using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orrery.Core.DagFiles;
using Orrery.Core.Dags;
using Orrery.Core.Tests.DagFiles;

namespace Orrery.Core.Tests.Dags;

public sealed class CanonicalDagTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly IReadOnlyList<(string Name, string Yaml, string Version, string Document)> Golden = ReadGolden();

    public static TheoryData<string> Names => [.. Golden.Select(g => g.Name)];

    /// <summary>These hashes are the identity of stored versions: a change of format 1 is a change of every DAG of every installation.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Of_WhenDocumentIsGolden_GivesTheSameBytesForever(string name)
    {
        var golden = Golden.Single(g => g.Name == name);

        var canonical = Parse(golden.Yaml).Canonical;

        Encoding.UTF8.GetString(canonical.Document).ShouldBe(golden.Document);
        canonical.Version.ShouldBe(golden.Version);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void FromJson_WhenGivenADocument_ReadsTheSameDag(string name)
    {
        var golden = Golden.Single(g => g.Name == name);

        var read = DagDocument.FromJson(JsonNode.Parse(golden.Document)!.AsObject());

        CanonicalDag.Of(read).Version.ShouldBe(golden.Version);
    }

    /// <summary>The document is a DAG file itself, so shuffling it shuffles everything whose order means nothing.</summary>
    [Fact]
    public void Of_WhenOrderAndLayoutChange_GivesTheSameVersion()
    {
        foreach (var golden in Golden)
        {
            for (var seed = 0; seed < 40; seed++)
            {
                var random = new Random(seed);
                var shuffled = Shuffle(JsonNode.Parse(golden.Document), random, "")!.ToJsonString(seed % 2 == 0 ? Indented : null);

                Parse(seed % 3 == 0 ? "# a comment\n" + shuffled + "\n# another" : shuffled).Canonical.Version.ShouldBe(golden.Version, $"{golden.Name}, seed {seed}:\n{shuffled}");
            }
        }
    }

    [Fact]
    public void Of_WhenDefaultsAreSpelledOut_GivesTheSameVersion()
    {
        var terse = Parse("dag_id: d\ntasks:\n  - {task_id: a, bash: x}\n  - {task_id: b, short_circuit: 'true', depends_on: a}\n  - {task_id: c, empty: true, teardown: true, depends_on: b}\n");
        var verbose = Parse("""
            format: 1
            dag_id: d
            description: null
            schedule: none
            timezone: UTC
            start_date:
            end_date: ~
            catchup: false
            max_active_runs: 16
            max_active_tasks: 16
            dagrun_timeout: null
            fail_fast: false
            default_args: {queue: other, retry_delay: 9}
            params: {}
            env: {}
            tags: []
            tasks:
              - task_id: c
                depends_on: [b]
                empty:
                teardown: true
                trigger_rule: all_done_setup_success
                on_failure_fail_dagrun: false
                queue: default
                retry_delay: 5 minutes
              - task_id: b
                short_circuit: "true"
                ignore_downstream_trigger_rules: true
                depends_on: a
                queue: default
                retry_delay: PT5M
              - task_id: a
                bash: x
                depends_on: []
                trigger_rule: all_success
                retries: 0
                retry_delay: 300
                retry_exponential_backoff: false
                max_retry_delay:
                execution_timeout:
                env: {}
                queue: default
                priority_weight: 1
                setup: false
                teardown: false
            """);

        verbose.Canonical.Version.ShouldBe(terse.Canonical.Version);
    }

    [Fact]
    public void FromJson_WhenDocumentIsNone_SaysEverythingThatIsWrong()
    {
        var error = Should.Throw<FormatException>(() => DagDocument.FromJson(JsonNode.Parse("""{"format":2,"dag_id":"d","catchup":1,"tasks":[]}""")!.AsObject()));

        error.Message.ShouldContain("format is 2");
        error.Message.ShouldContain("catchup is '1'");
    }

    private static JsonNode? Shuffle(JsonNode? node, Random random, string field)
    {
        switch (node)
        {
            case JsonObject map:
                var entries = map.Select(p => KeyValuePair.Create(p.Key, Shuffle(p.Value, random, p.Key))).ToArray();
                random.Shuffle(entries);
                return new JsonObject(entries);
            case JsonArray list:
                var items = list.Select(i => Shuffle(i, random, "")).ToArray();
                if (field is "tasks" or "depends_on" or "tags" or "cron" or "assets" or "all" or "any" or "inlets" or "outlets")
                {
                    random.Shuffle(items);
                }

                return new JsonArray(items);
            default:
                return node?.DeepClone();
        }
    }

    private static ParsedDag Parse(string yaml)
    {
        var result = DagFileParser.Parse(yaml, "f.yaml");
        result.Errors.ShouldBeEmpty();
        return result.Dags.ShouldHaveSingleItem();
    }

    private static List<(string, string, string, string)> ReadGolden()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "tests", "Core.Tests", "Dags", "golden-documents.txt"));
        return [.. text.Split("### ", StringSplitOptions.RemoveEmptyEntries).Select(section =>
        {
            var name = section[..section.IndexOf('\n', StringComparison.Ordinal)];
            var parts = section[(name.Length + 1)..].Split("---->\n");
            var lines = parts[1].Split('\n');
            return (name, parts[0], lines[0], lines[1]);
        })];
    }
}
