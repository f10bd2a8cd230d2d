using System.Text.Json.Nodes;
using Orrery.Grains.Interfaces.Bundles;
using Orrery.Runtime.Loading;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Ingestion;

/// <summary>What is wrong with a file, as rows and answers hold it. Pure.</summary>
internal static class LoadErrors
{
    // A broken file must not fill the store, nor a page: what comes first matters.
    private const int MaxListed = 100;
    private const int MaxTrace = 64 * 1024;

    /// <summary>The row of a file's errors.</summary>
    public static ImportErrorRow RowOf(string bundle, string path, IReadOnlyCollection<LoadError> errors, DateTimeOffset now) => new()
    {
        Bundle = bundle,
        File = path,
        Message = string.Join('\n', errors.Take(MaxListed).Select(e => e.Message)) + (errors.Count > MaxListed ? $"\n… and {errors.Count - MaxListed} more" : ""),
        DetailsJson = new JsonArray([.. errors.Take(MaxListed).Select(ToJson)]).ToJsonString(),
        FirstSeen = now,
        LastSeen = now,
    };

    /// <summary>An error as an answer holds it.</summary>
    public static ParseProblem ToProblem(LoadError error) => new() { Message = error.Message, Line = error.Line, Column = error.Column, Trace = Shorten(error.Trace) };

    private static JsonObject ToJson(LoadError error) => new()
    {
        ["line"] = error.Line,
        ["column"] = error.Column,
        ["message"] = error.Message,
        ["trace"] = Shorten(error.Trace),
    };

    // Of a trace the end says what happened.
    private static string? Shorten(string? trace) => trace is { Length: > MaxTrace } ? "…" + trace[^MaxTrace..] : trace;
}
