using System.Text.Json.Nodes;
using Orrery.Grains.Identity;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Bundles;

/// <summary>Entries of the audit about bundles. Pure.</summary>
internal static class BundleAudit
{
    /// <summary>Who did what to a bundle.</summary>
    public static AuditRow Row(string what, string actor, string bundle, TimeProvider clock, params IEnumerable<(string Name, JsonNode? Value)> details)
    {
        var json = new JsonObject { ["bundle"] = bundle };
        foreach (var (name, value) in details)
        {
            json[name] = value;
        }

        return Audits.Of(clock, what, json, actor);
    }

    /// <summary>Who changed what a bundle is: where its files come from, and whether it is in service.</summary>
    public static AuditRow Change(string what, string actor, BundleRow? before, BundleRow after, TimeProvider clock) =>
        Audits.OfChange(clock, what, new JsonObject { ["bundle"] = after.Name }, before is null ? null : Shown(before), Shown(after), actor);

    private static JsonObject Shown(BundleRow row)
    {
        // Names of variables and files that hold credentials; the credentials are nowhere in it.
        var json = JsonNode.Parse(row.SettingsJson)!.AsObject();
        json["backend"] = row.Backend;
        json["location"] = row.Location;
        json["is_active"] = row.IsActive;
        return json;
    }
}
