using System.Text.Json;
using System.Text.Json.Nodes;
using Orrery.Core.Secrets;
using Orrery.Grains.Interfaces.Identity;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Identity;

/// <summary>Entries of the audit: by whom and from where is what travels with the call.</summary>
internal static class Audits
{
    /// <summary>Who asks when nobody said.</summary>
    public const string Nobody = "api";

    /// <summary>What the server does by itself, whoever's call made it look.</summary>
    public const string Scheduler = "scheduler";

    /// <summary>How many of the things that one request changes are named one by one.</summary>
    public const int MaxNamed = 100;

    /// <summary>How many characters are kept of what people wrote.</summary>
    public const int MaxText = 1_000;

    /// <summary>An entry about something that is asked for now.</summary>
    /// <param name="clock">The clock.</param>
    /// <param name="what">What was done.</param>
    /// <param name="details">More about it.</param>
    /// <param name="fallback">Who did it when the call does not say; <see cref="Scheduler"/>: the server, whatever it says.</param>
    public static AuditRow Of(TimeProvider clock, string what, JsonObject? details = null, string fallback = Nobody) => new()
    {
        At = clock.GetUtcNow(),
        Actor = fallback == Scheduler ? Scheduler : Caller.Name ?? fallback,
        Address = fallback == Scheduler ? null : Caller.Address,
        Event = what,
        DetailsJson = details?.ToJsonString(),
    };

    /// <summary>An entry about a change: what was there, and what is there now. Null: nothing.</summary>
    public static AuditRow OfChange(TimeProvider clock, string what, JsonObject about, JsonObject? before, JsonObject? after, string fallback = Nobody) =>
        Of(clock, what, fallback: fallback).WithChange(before, after, about);

    /// <summary>The entry with what was there, and what is there now. Null: nothing.</summary>
    /// <param name="audit">The entry; its details are replaced.</param>
    /// <param name="before">What was there.</param>
    /// <param name="after">What is there now.</param>
    /// <param name="about">What else there is to say.</param>
    public static AuditRow WithChange(this AuditRow audit, JsonObject? before, JsonObject? after, JsonObject? about = null)
    {
        about ??= [];
        about["before"] = before;
        about["after"] = after;
        return audit with { DetailsJson = about.ToJsonString() };
    }

    /// <summary>What is kept of a text: its beginning, so that a long one does not fill the audit.</summary>
    public static string? Text(string? text) => text is { Length: > MaxText } ? $"{text[..(MaxText - 1)]}…" : text;

    /// <summary>What is kept of a JSON object that people sent: values of names that promise a secret are hidden, and of a long one the beginning is kept, as a text.</summary>
    public static JsonNode? Json(string? json)
    {
        var shown = Redaction.Extra(json);
        return shown is null ? null : shown.Length > MaxText ? JsonValue.Create(Text(shown)) : JsonNode.Parse(shown, documentOptions: new JsonDocumentOptions { MaxDepth = 64 });
    }
}
