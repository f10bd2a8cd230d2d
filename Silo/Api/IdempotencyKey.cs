using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Silo.Api;

/// <summary>
/// A request that is repeated with the same <c>Idempotency-Key</c> finds the run it has made. Nothing is kept for it: the run's id is made from the
/// key, and the run itself says whether the request was the same.
/// </summary>
internal static class IdempotencyKey
{
    /// <summary>The header.</summary>
    public const string Header = "Idempotency-Key";

    private const int MaxLength = 255;

    /// <summary>The id of the run which a request makes; null: the request has no key.</summary>
    /// <param name="request">The request.</param>
    /// <param name="dagId">The DAG.</param>
    /// <param name="body">Takes what is wrong with the key.</param>
    public static string? RunIdOf(HttpRequest request, string dagId, BodyReader body)
    {
        if (request.Headers[Header] is not { Count: > 0 } keys)
        {
            return null;
        }

        if (keys is not [{ Length: > 0 and <= MaxLength } key])
        {
            body.Add(Header, $"Must be one text of 1 to {MaxLength} characters.");
            return null;
        }

        // Everybody has keys of their own.
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{request.HttpContext.User.Identity?.Name}\n{dagId}\n{key}"));
        return $"manual__{Convert.ToHexStringLower(hash.AsSpan(0, 16))}";
    }

    /// <summary>Whether a run is what the request asked for. Its note is not looked at: people change notes.</summary>
    public static bool IsOf(DagRunInfo run, TriggerRequest request) =>
        JsonNode.DeepEquals(JsonNode.Parse(run.ConfJson ?? "{}"), JsonNode.Parse(request.ConfJson ?? "{}"))
        && (request.UseNow ? run.LogicalDate is not null : run.LogicalDate == request.LogicalDate)
        && (request.IntervalStart is null || run.DataIntervalStart == request.IntervalStart)
        && (request.IntervalEnd is null || run.DataIntervalEnd == request.IntervalEnd)
        && (request.RunAfter is null || run.RunAfter == request.RunAfter)
        && (request.Release is null || run.VersionNumber == request.Release);
}
