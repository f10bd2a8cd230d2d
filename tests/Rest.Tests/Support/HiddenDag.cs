using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Orrery.Core.States;

namespace Orrery.Rest.Tests.Support;

/// <summary>A DAG that some callers must not know of, with a little of everything about it, and those callers.</summary>
internal static class HiddenDag
{
    /// <summary>Id of the DAG.</summary>
    public const string Id = "zq_vault";

    /// <summary>Id of its run.</summary>
    public const string RunId = "zq_run";

    /// <summary>What is in everything that is said of it, and in nothing else.</summary>
    public const string Mark = "zq_";

    /// <summary>What is in every secret of the installation, and in nothing else.</summary>
    public const string SecretMark = "zs_";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Its names, for requests that ask about it all the same.</summary>
    public static IReadOnlyDictionary<string, string> Names { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["dag_id"] = Id,
        ["dag_run_id"] = RunId,
        ["task_id"] = "zq_task",
        ["map_index"] = "-1",
        ["try_number"] = "1",
        ["version_number"] = "1",
        ["xcom_key"] = "zq_key",
        ["bundle"] = "zq_bundle",
    };

    /// <summary>Brings it in: published, run, noted, with values, logs, an open question, a backfill and entries in the audit.</summary>
    public static async Task AddAsync(SeededServer server)
    {
        await DoAsync(server, "POST", "bundles/zq_bundle/documents", """
            {"documents": [{"dag_id": "zq_vault", "description": "zq_text", "owner": "zq_owner", "tags": ["zq_tag"], "schedule": "@daily", "start_date": "2026-01-01", "tasks": [
              {"task_id": "zq_task", "bash": "echo zq_line; printf '{\"zq_value\": 1}' > \"$ORRERY_XCOM\""},
              {"task_id": "zq_ask", "approval": {"subject": "zq_question"}}]}]}
            """);
        await DoAsync(server, "POST", $"dags/{Id}/dagRuns", $$$"""{"dag_run_id":"{{{RunId}}}","logical_date":null,"conf":{"zq_conf":1},"note":"zq_note"}""");
        await WaitAsync(server);
        await DoAsync(server, "PATCH", $"dags/{Id}/dagRuns/{RunId}/taskInstances/zq_task", """{"note":"zq_remark"}""");
        await DoAsync(server, "POST", $"dags/{Id}/dagRuns/{RunId}/taskInstances/zq_task/xcomEntries", """{"key":"zq_key","value":"zq_value"}""");
        await DoAsync(server, "PATCH", $"dags/{Id}", """{"is_paused":true}""");
        await DoAsync(server, "POST", "backfills", $$"""{"dag_id":"{{Id}}","from_date":"2026-01-01T00:00:00Z","to_date":"2026-01-02T00:00:00Z","max_active_runs":1}""");
        await DoAsync(server, "POST", $"dags/{Id}/favorite", null);
    }

    /// <summary>Puts secrets into the installation.</summary>
    public static async Task AddSecretsAsync(SeededServer server)
    {
        await DoAsync(server, "POST", "variables", """{"key":"api_key","value":"zs_variable"}""");
        await DoAsync(server, "POST", "connections", """{"connection_id":"warehouse","conn_type":"http","password":"zs_password","extra":"{\"token\":\"zs_extra\"}"}""");
    }

    /// <summary>A client of somebody who has these rights and no others.</summary>
    /// <param name="server">The server.</param>
    /// <param name="role">A role for all of it; <c>none</c>: only the grants count.</param>
    /// <param name="grants">Grants for single DAGs, as JSON.</param>
    public static async Task<HttpClient> ClientAsync(SeededServer server, string role, string grants = "[]")
    {
        var answer = JsonNode.Parse(await DoAsync(server, "POST", "tokens", $$"""{"name":"fuzz","role":"{{role}}","grants":{{grants}}}"""))!;
        var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = server.Http.BaseAddress, Timeout = Patience };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", answer["token"]!.GetValue<string>());
        return http;
    }

    private static async Task WaitAsync(SeededServer server)
    {
        using var time = new CancellationTokenSource(Patience);
        var open = new HashSet<string>(StringComparer.Ordinal) { "zq_task", "zq_ask" };
        await foreach (var update in server.Client.WatchRunAsync(Id, RunId, time.Token))
        {
            open.ExceptWith(update.Tasks.Where(t => t.State is TaskInstanceState.Success or TaskInstanceState.Deferred).Select(t => t.TaskId));
            if (open.Count == 0)
            {
                return;
            }
        }

        throw new InvalidOperationException($"The hidden run ended before it asked: {string.Join(", ", open)}");
    }

    private static async Task<string> DoAsync(SeededServer server, string method, string path, string? body)
    {
        var (status, _, answer) = await server.SendAsync(method, path, body);
        ((int)status).ShouldBeLessThan(300, $"{path}: {answer}");
        return answer;
    }
}
