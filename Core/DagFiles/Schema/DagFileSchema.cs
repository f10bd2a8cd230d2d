using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orrery.Core.Dags;

namespace Orrery.Core.DagFiles.Schema;

/// <summary>The JSON Schema (2020-12) of DAG files, for editors: made from the tables the files are read by.</summary>
/// <remarks>
/// What the schema refuses, the parser refuses; the parser refuses more (references, cycles, cron expressions, templates).
/// </remarks>
public static class DagFileSchema
{
    private const string OfDag = "Fields of a DAG";
    private const string OfTask = "Fields of a task";
    private const string OfGroup = "Task groups";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The schema as a text, indented, with a line end.</summary>
    public static string ToText() => Create().ToJsonString(Indented).ReplaceLineEndings("\n") + "\n";

    /// <summary>The schema.</summary>
    public static JsonObject Create()
    {
        var descriptions = FieldDescriptions.Load();
        return new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["$id"] = "urn:orrery:dag-file:1",
            ["title"] = "Orrery DAG file",
            ["if"] = new JsonObject { ["type"] = "object", ["required"] = Texts(["dags"]) },
            ["then"] = Closed(new JsonObject { ["dags"] = new JsonObject { ["type"] = "array", ["minItems"] = 1, ["items"] = Reference("dag") } }),
            ["else"] = Reference("dag"),
            ["$defs"] = new JsonObject
            {
                ["dag"] = Dag(descriptions),
                ["task"] = Task(descriptions),
                ["task_group"] = Group(descriptions),
                ["callback"] = Callback(CallbackShorthand.Fields, []),
                ["deadline"] = Callback(CallbackShorthand.DeadlineFields, Properties(OnDeadline())),
                ["on_deadline"] = OnDeadline(),
            },
        };
    }

    private static JsonObject Dag(FieldDescriptions descriptions)
    {
        var blank = new DagDefinition { DagId = "", Tasks = [] };
        var properties = new JsonObject();
        foreach (var field in DagFields.Table.Names)
        {
            properties[field] = Described(DagField(field) ?? FieldShape.Of(DagFields.Table, field, blank), descriptions.Find(OfDag, field));
        }

        properties["dag_id"]!["type"] = "string";
        var dag = Closed(properties);
        dag["required"] = Texts(["dag_id", "tasks"]);
        return dag;
    }

    private static JsonObject Task(FieldDescriptions descriptions)
    {
        var properties = new JsonObject();
        foreach (var field in TaskFields.Table.Names)
        {
            properties[field] = Described(TaskField(field), descriptions.Find(OfTask, field));
        }

        properties["task_id"]!["type"] = Texts(["string", "number"]);
        var task = Closed(properties);
        task["required"] = Texts(["task_id"]);
        task["oneOf"] = OneAction(TaskFields.ActionNames);
        return task;
    }

    private static JsonObject Group(FieldDescriptions descriptions)
    {
        var blank = new WrittenGroup(new TaskGroupDefinition { GroupId = "" }, []);
        var properties = new JsonObject();
        foreach (var field in GroupFields.Table.Names)
        {
            var shape = field == "default_args" ? DagField(field)! : Expansion(field) ?? FieldShape.Of(GroupFields.Table, field, blank);
            properties[field] = Described(shape, descriptions.Find(OfGroup, field));
        }

        properties["group_id"]!["type"] = Texts(["string", "number"]);
        var group = Closed(properties);
        group["required"] = Texts(["group_id"]);
        return group;
    }

    // What is gone through has many forms, which the parser tells apart. Arguments are a mapping, or a list of mappings of one key each.
    private static JsonObject? Expansion(string field) => field switch
    {
        "expand" => new JsonObject
        {
            ["type"] = Texts(["object", "array", "null"]),
            ["minProperties"] = 1,
            ["minItems"] = 1,
            ["items"] = new JsonObject { ["type"] = "object", ["minProperties"] = 1, ["maxProperties"] = 1 },
        },
        "expand_kwargs" => new JsonObject { ["type"] = Texts(["string", "object", "array", "null"]) },
        _ => null,
    };

    // What the shape of a value cannot tell: fields that are read elsewhere, and lists of names.
    private static JsonObject? DagField(string field) => field switch
    {
        "task_groups" => new JsonObject { ["type"] = Texts(["array", "null"]), ["items"] = Reference("task_group") },
        "tasks" => new JsonObject { ["type"] = "array", ["minItems"] = 1, ["items"] = Reference("task") },
        "default_args" => Optional(Closed(new JsonObject(TaskFields.DefaultNames.Select(n => KeyValuePair.Create(n, (JsonNode?)TaskField(n)))))),
        "on_failure" or "on_success" => CallbackOrScript(),
        DockerReader.Name => TaskField(field),
        "schedule" => Keyed(ScheduleReader.Keys, new JsonObject { ["type"] = Texts(["string", "number", "array", "object", "null"]) }),
        "params" => new JsonObject
        {
            ["type"] = Texts(["object", "null"]),
            ["additionalProperties"] = Keyed(ParamReader.Keys, []),
        },
        "deadline" => new JsonObject
        {
            ["oneOf"] = new JsonArray(Reference("deadline"), new JsonObject { ["type"] = "array", ["items"] = Reference("deadline") }, Null()),
        },
        "format" => new JsonObject { ["const"] = DagDocument.Format },
        _ => null,
    };

    private static JsonObject TaskField(string field)
    {
        var shape = FieldShape.Of(TaskFields.Table, field, new TaskDefinition { TaskId = "", Action = new TaskAction.Empty() });
        switch (field)
        {
            case "trigger_rule":
                return new JsonObject { ["enum"] = new JsonArray([.. TriggerRuleNames.All.Select(n => JsonValue.Create(n)), null]) };
            case "ignore_downstream_trigger_rules":
                return new JsonObject { ["type"] = Texts(["boolean", "null"]) };
            case "on_failure" or "on_success":
                return CallbackOrScript();
            case "callback":
                return new JsonObject
                {
                    ["oneOf"] = new JsonArray(
                        new JsonObject { ["enum"] = new JsonArray("on_failure", "on_success", null) },
                        Closed(new JsonObject { [CallbackReader.OnDeadline] = Reference("on_deadline") })),
                };
            default:
                return Expansion(field) ?? shape;
        }
    }

    /// <summary>A value which, if it is a mapping, has some of these keys only.</summary>
    private static JsonObject Keyed(IEnumerable<string> keys, JsonObject schema)
    {
        schema["propertyNames"] = new JsonObject { ["enum"] = Texts(keys) };
        return schema;
    }

    private static JsonObject CallbackOrScript() => new()
    {
        ["oneOf"] = new JsonArray(new JsonObject { ["type"] = Texts(["string", "null"]) }, Reference("callback")),
    };

    private static JsonObject Callback(IReadOnlyList<string> fields, JsonObject more)
    {
        var properties = new JsonObject(fields.Where(f => !more.ContainsKey(f)).Select(f => KeyValuePair.Create(f, (JsonNode?)TaskField(f))));
        foreach (var (name, value) in more)
        {
            properties[name] = value?.DeepClone();
        }

        var callback = Closed(properties);
        callback["oneOf"] = OneAction(TaskFields.ActionNames.Where(fields.Contains));
        if (more.Count > 0)
        {
            callback["required"] = Texts([CallbackReader.Reference]);
        }

        return callback;
    }

    private static JsonObject OnDeadline()
    {
        var deadline = Closed(new JsonObject
        {
            [CallbackReader.Reference] = new JsonObject
            {
                ["type"] = "string",
                ["pattern"] = $"^({string.Join('|', CallbackReader.References.Keys)}|[0-9].*)$",
            },
            [CallbackReader.Interval] = new JsonObject { ["type"] = Texts(["number", "string", "null"]), ["pattern"] = "[0-9]" },
        });
        deadline["required"] = Texts([CallbackReader.Reference]);
        return deadline;
    }

    private static JsonObject Properties(JsonObject schema) => schema["properties"]!.DeepClone().AsObject();

    private static JsonArray OneAction(IEnumerable<string> actions) => new([.. actions.Select(a => new JsonObject { ["required"] = Texts([a]) })]);

    private static JsonObject Closed(JsonObject properties) => new()
    {
        ["type"] = "object",
        ["properties"] = properties,
        ["additionalProperties"] = false,
    };

    private static JsonObject Optional(JsonObject schema)
    {
        schema["type"] = Texts(["object", "null"]);
        return schema;
    }

    private static JsonObject Null() => new() { ["type"] = "null" };

    private static JsonObject Reference(string name) => new() { ["$ref"] = $"#/$defs/{name}" };

    private static JsonObject Described(JsonObject schema, string? description)
    {
        if (description is not null)
        {
            schema["description"] = description;
        }

        return schema;
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(t => JsonValue.Create(t))]);
}
