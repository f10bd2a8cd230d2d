using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Secrets;

namespace Orrery.Runtime.TaskApi;

/// <summary>Answers the requests of tasks: <c>variables/KEY</c> and <c>connections/ID</c>, in the shape of Airflow's execution API.</summary>
/// <param name="tokens">Who may ask.</param>
/// <param name="secrets">Knows variables and connections.</param>
internal sealed class TaskApiHandler(TaskTokens tokens, ITaskSecretGrain secrets)
{
    /// <summary>Largest body of a request: 1 MiB.</summary>
    public const long MaxBodyBytes = 1 << 20;

    private const string Scheme = "Bearer ";
    private const string Variables = "/task-api/v1/variables/";
    private const string Connections = "/task-api/v1/connections/";

    /// <summary>Answers one request.</summary>
    public Task HandleAsync(HttpContext context)
    {
        var request = context.Request;
        var authorization = request.Headers.Authorization.ToString();
        if (!authorization.StartsWith(Scheme, StringComparison.Ordinal) || tokens.Find(authorization[Scheme.Length..]) is not { } caller)
        {
            return RefuseAsync(context, StatusCodes.Status401Unauthorized, "The token is of no try that runs here: a task may ask until it has ended.");
        }

        // Names are encoded whole: a slash in one comes as %2F, which the server leaves as it is.
        var path = request.Path.Value ?? "";
        var (isVariable, isConnection) = (path.StartsWith(Variables, StringComparison.Ordinal), path.StartsWith(Connections, StringComparison.Ordinal));
        var name = Uri.UnescapeDataString(path[(isVariable ? Variables.Length : isConnection ? Connections.Length : 0)..]);
        return (request.Method, isVariable, isConnection) switch
        {
            ("GET", true, _) => TellAsync(context, caller, secrets.GetVariableAsync(caller.Task, name)),
            ("GET", _, true) => TellAsync(context, caller, secrets.GetConnectionAsync(caller.Task, name)),
            ("PUT", true, _) => SetAsync(context, caller, name),
            ("DELETE", true, _) => ConfirmAsync(context, secrets.DeleteVariableAsync(caller.Task, name)),
            (_, false, false) => RefuseAsync(context, StatusCodes.Status404NotFound, "There is nothing at this address: ask for variables/KEY or connections/ID."),
            _ => RefuseAsync(context, StatusCodes.Status405MethodNotAllowed, $"{request.Method} is not for this."),
        };
    }

    /// <summary>Says why a request is not answered otherwise.</summary>
    public static Task RefuseAsync(HttpContext context, int status, string detail)
    {
        context.Response.StatusCode = status;
        return WriteAsync(context, new JsonObject { ["status"] = status, ["detail"] = detail }.ToJsonString());
    }

    private static async Task TellAsync(HttpContext context, TaskCaller caller, Task<TaskSecret> asked)
    {
        var secret = await asked;
        if (secret.Outcome.Status != ActionStatus.Done)
        {
            await RefuseAsync(context, StatusOf(secret.Outcome), string.Join(' ', secret.Outcome.Problems));
            return;
        }

        // Before it is told: from then on the task may print it.
        caller.Hide(secret.Secrets);
        await WriteAsync(context, secret.Json!);
    }

    private async Task SetAsync(HttpContext context, TaskCaller caller, string name)
    {
        JsonObject? body;
        try
        {
            body = await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted) as JsonObject;
        }
        catch (JsonException)
        {
            body = null;
        }

        if (body?["value"] is not JsonValue value || !value.TryGetValue(out string? text) || body["description"] is { } d && d.GetValueKind() != JsonValueKind.String)
        {
            await RefuseAsync(context, StatusCodes.Status422UnprocessableEntity, "The body must be a JSON object with a text 'value', and may have a text 'description'.");
            return;
        }

        await ConfirmAsync(context, secrets.SetVariableAsync(caller.Task, name, text, body["description"]?.GetValue<string>()));
    }

    private static async Task ConfirmAsync(HttpContext context, Task<ActionResult> asked)
    {
        var result = await asked;
        if (result.Status == ActionStatus.Done)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        else
        {
            await RefuseAsync(context, StatusOf(result), string.Join(' ', result.Problems));
        }
    }

    private static int StatusOf(ActionResult refused) => refused.Status switch
    {
        ActionStatus.NotFound => StatusCodes.Status404NotFound,
        ActionStatus.Forbidden => StatusCodes.Status403Forbidden,
        ActionStatus.Conflict => StatusCodes.Status409Conflict,
        _ => StatusCodes.Status422UnprocessableEntity,
    };

    private static Task WriteAsync(HttpContext context, string json)
    {
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(json, context.RequestAborted);
    }
}
