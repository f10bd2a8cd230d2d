using System.Text.Json;

namespace Orrery.Silo.Api;

/// <summary>Checks texts in JSON that the parser leaves to the reader.</summary>
internal static class JsonText
{
    /// <summary>Whether all names and texts can be read: an escape may name half of a character.</summary>
    /// <param name="element">A parsed element; its depth is bounded by the parser.</param>
    public static bool IsDecodable(JsonElement element)
    {
        try
        {
            Visit(element);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static void Visit(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    _ = property.Name;
                    Visit(property.Value);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    Visit(item);
                }

                break;
            case JsonValueKind.String:
                _ = element.GetString();
                break;
        }
    }
}
