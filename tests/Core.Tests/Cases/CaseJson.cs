using System.Text.Json;

namespace Orrery.Core.Tests.Cases;

/// <summary>Reads members of cases in the forms their formats share.</summary>
internal static class CaseJson
{
    /// <summary>A member, or null when it is absent or JSON null (a missing field equals null).</summary>
    public static JsonElement? Find(this JsonElement parent, string member) =>
        parent.TryGetProperty(member, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
