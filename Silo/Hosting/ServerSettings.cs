using System.Globalization;
using System.Reflection;

namespace Orrery.Silo.Hosting;

/// <summary>The settings of a server as people may read them: what is secret in them is not shown.</summary>
internal static class ServerSettings
{
    /// <summary>Settings by section and name, snake_case.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Of(ServerOptions options) =>
        new SortedDictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal)
        {
            ["bundles"] = options.Bundles.ToDictionary(b => b.Key, b => b.Value, StringComparer.Ordinal),
            ["dags"] = Plain(options.Dags),
            ["scanning"] = Plain(options.Scanning),
            ["server"] = new SortedDictionary<string, string>(Plain(options with { Store = null }), StringComparer.Ordinal)
            {
                ["store"] = options.Store is null ? "sqlite" : PlaceOf(options.Store),
            },
        };

    /// <summary>Numbers, texts, times and switches.</summary>
    private static Dictionary<string, string> Plain(object options)
    {
        var plain = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.GetValue(options) is { } value and (string or bool or int or long or double or TimeSpan or Uri or Enum))
            {
                plain[System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name)] = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            }
        }

        return plain;
    }

    /// <summary>Where a database is, without who may use it.</summary>
    private static string PlaceOf(string store) =>
        Uri.TryCreate(store, UriKind.Absolute, out var address) ? $"{address.Scheme}://{address.Authority.Split('@')[^1]}{address.AbsolutePath}" : "postgres";
}
