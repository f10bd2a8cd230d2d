using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Orrery.Client.Http.Wire;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Silo.Api;

/// <summary>An error as an answer: RFC 9457, naming the field that has it.</summary>
/// <param name="problem">The problem.</param>
internal sealed class ApiProblem(ProblemWire problem) : IResult
{
    /// <summary>A problem with a status.</summary>
    public static ApiProblem Of(int status, string detail, ProblemEntry[]? errors = null) =>
        new(new ProblemWire("about:blank", ReasonPhrases.GetReasonPhrase(status), status, detail, errors));

    /// <summary>What the path names does not exist.</summary>
    public static ApiProblem NotFound(string detail) => Of(StatusCodes.Status404NotFound, detail);

    /// <summary>There is no such run.</summary>
    public static ApiProblem NoRun(string dagId, string runId) => NotFound($"There is no run '{Shown(runId)}' of DAG '{Shown(dagId)}'.");

    /// <summary>There is no such DAG.</summary>
    public static ApiProblem NoDag(string dagId) => NotFound($"There is no DAG '{Shown(dagId)}'.");

    /// <summary>The request was understood and is not valid: every problem at once.</summary>
    public static ApiProblem Invalid(params ProblemEntry[] errors) =>
        Of(StatusCodes.Status422UnprocessableEntity, string.Join(' ', errors.Select(e => e.Field is null ? e.Detail : $"{e.Field}: {e.Detail}")), errors);

    /// <summary>Why a request was not carried out.</summary>
    public static ApiProblem Of(ActionResult refused)
    {
        var status = refused.Status switch
        {
            ActionStatus.NotFound => StatusCodes.Status404NotFound,
            ActionStatus.Conflict => StatusCodes.Status409Conflict,
            ActionStatus.Forbidden => StatusCodes.Status403Forbidden,
            _ => StatusCodes.Status422UnprocessableEntity,
        };
        return Of(status, string.Join(' ', refused.Problems), [.. refused.Problems.Select(p => new ProblemEntry(null, p))]);
    }

    /// <summary>The problem as JSON.</summary>
    public static string ToJson(ProblemWire problem) => JsonSerializer.Serialize(problem, OrreryJson.Wire.ProblemWire);

    /// <summary>The problem itself.</summary>
    public ProblemWire Wire => problem;

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = problem.Status;
        response.ContentType = "application/problem+json";
        response.Headers.CacheControl = "no-store";
        return response.WriteAsync(ToJson(problem), httpContext.RequestAborted);
    }

    // What a caller sent is repeated so that it is recognised, not so that it fills the page.
    private static string Shown(string id) => id.Length <= 250 ? id : string.Concat(id.AsSpan(0, 250), "…");
}
