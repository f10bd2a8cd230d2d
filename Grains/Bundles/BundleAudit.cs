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
}
