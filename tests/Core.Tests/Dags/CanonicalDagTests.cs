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
    public void Of_WhenStyleAndQuotingChange_GivesTheSameVersion()
    {
        foreach (var golden in Golden)
        {
            for (var seed = 0; seed < 40; seed++)
            {
                var random = new Random(seed);
                var yaml = new RandomYaml(random).Write(Shuffle(JsonNode.Parse(golden.Document), random, "")!.AsObject());

                Parse(yaml).Canonical.Version.ShouldBe(golden.Version, $"{golden.Name}, seed {seed}:\n{yaml}");
            }
        }
    }

    /// <summary>Whatever is taken out of a document or changed in it is another DAG, or none.</summary>
    [Fact]
    public void Of_WhenAnythingInADocumentChanges_GivesAnotherVersionOrNone()
    {
        var (changed, refused) = (0, 0);
        foreach (var golden in Golden)
        {
            foreach (var mutant in Mutants(JsonNode.Parse(golden.Document)!.AsObject()))
            {
                var text = mutant.ToJsonString();
                var result = DagFileParser.Parse(text, "f.yaml");
                if (!result.IsValid)
                {
                    refused++;
                    continue;
                }

                changed++;
                result.Dags.ShouldHaveSingleItem().Canonical.Version.ShouldNotBe(golden.Version, $"{golden.Name}: {text}");
            }
        }

        // Were everything refused, this would test nothing.
        changed.ShouldBeGreaterThan(refused / 4);
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

    /// <summary>The document with one value changed or taken away, for each value it holds.</summary>
    private static IEnumerable<JsonNode> Mutants(JsonObject document)
    {
        foreach (var path in Paths(document, []).ToList())
        {
            foreach (var change in (Func<JsonNode?, JsonNode?>?[])[null, Changed])
            {
                var copy = document.DeepClone();
                var parent = path.SkipLast(1).Aggregate(copy, (node, step) => step is string name ? node[name]! : node[(int)step]!);
                switch (path[^1])
                {
                    case string name when change is null:
                        parent.AsObject().Remove(name);
                        break;
                    case string name:
                        parent[name] = change(parent[name]);
                        break;
                    case int index when change is null:
                        parent.AsArray().RemoveAt(index);
                        break;
                    case int index:
                        parent[index] = change(parent[index]);
                        break;
                }

                // What says the format says nothing of the DAG.
                if (path is not ["format"])
                {
                    yield return copy;
                }
            }
        }
    }

    private static JsonNode? Changed(JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.String => value.GetValue<string>() + "x",
        JsonValueKind.Number => (value.GetValue<double>() * 2) + 1,
        JsonValueKind.True => false,
        JsonValueKind.False => true,
        _ => "x",
    };

    private static IEnumerable<object[]> Paths(JsonNode? node, object[] path)
    {
        if (path.Length > 0)
        {
            yield return path;
        }

        var below = node switch
        {
            JsonObject map => map.SelectMany(p => Paths(p.Value, [.. path, p.Key])),
            JsonArray list => list.SelectMany((item, index) => Paths(item, [.. path, index])),
            _ => [],
        };
        foreach (var inner in below)
        {
            yield return inner;
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
