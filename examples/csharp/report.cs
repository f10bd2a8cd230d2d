#:property PublishAot=false
// A DAG file in C#: orrery runs it with `dotnet run`. Asked what it defines ($ORRERY_DAGS), it writes that down as JSON;
// asked to do a task ($ORRERY_CALL), it does it.
using System.Text.Json;
using System.Text.Json.Nodes;

if (Environment.GetEnvironmentVariable("ORRERY_DAGS") is { } target)
{
    var output = new JsonObject
    {
        ["format"] = 1,
        ["dags"] = new JsonArray(new JsonObject
        {
            ["dag_id"] = "csharp_report",
            ["description"] = "A report whose tasks are C#",
            ["tags"] = new JsonArray("example"),
            ["tasks"] = new JsonArray(
                new JsonObject { ["task_id"] = "measure", ["code"] = true },
                new JsonObject
                {
                    ["task_id"] = "report",
                    ["depends_on"] = "measure",
                    ["code"] = new JsonObject { ["op_kwargs"] = new JsonObject { ["values"] = "{{ ti.xcom_pull('measure') }}", ["day"] = "{{ ds }}" } },
                }),
        }),
    };
    File.WriteAllText(target, output.ToJsonString());
    return 0;
}

var call = JsonNode.Parse(File.ReadAllText(Environment.GetEnvironmentVariable("ORRERY_CALL")!))!;
switch ((string)call["task_id"]!)
{
    case "measure":
        Return([3, 4, 5]);
        return 0;
    case "report":
        var values = call["op_kwargs"]!["values"].Deserialize<int[]>()!;
        Console.WriteLine($"{call["op_kwargs"]!["day"]}: {values.Length} values, {values.Sum()} in all");
        return 0;
    default:
        Console.Error.WriteLine($"There is no task {call["task_id"]}.");
        return 97; // a retry is of no use
}

static void Return(JsonArray value) => File.WriteAllText(Environment.GetEnvironmentVariable("ORRERY_XCOM")!, value.ToJsonString());
