using System.Text.Json.Nodes;
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
    public static AuditRow OfChange(TimeProvider clock, string what, JsonObject about, JsonObject? before, JsonObject? after)
    {
        about["before"] = before;
        about["after"] = after;
        return Of(clock, what, about);
    }
}
