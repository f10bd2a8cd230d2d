using System.Text.Json;

namespace Orrery.Runtime.Bundles;

/// <summary>Reads the settings of a bundle's backend.</summary>
internal static class BundleSettings
{
    /// <summary>The settings, all of them texts; what is wrong is added to <paramref name="problems"/>.</summary>
    public static Dictionary<string, string> Read(BundleSource source, IReadOnlyCollection<string> known, List<string> problems)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            using var json = JsonDocument.Parse(source.SettingsJson);
            if (json.RootElement.ValueKind != JsonValueKind.Object)
            {
                problems.Add("Its settings are no JSON object.");
                return settings;
            }

            foreach (var setting in json.RootElement.EnumerateObject())
            {
                if (!known.Contains(setting.Name))
                {
                    problems.Add(known.Count == 0
                        ? $"There is no setting '{setting.Name}': the backend '{source.Backend}' has none."
                        : $"There is no setting '{setting.Name}'; there are: {string.Join(", ", known)}.");
                }
                else if (setting.Value.ValueKind == JsonValueKind.String)
                {
                    settings[setting.Name] = setting.Value.GetString()!;
                }
                else if (setting.Value.ValueKind != JsonValueKind.Null)
                {
                    problems.Add($"The setting '{setting.Name}' must be a text.");
                }
            }
        }
        catch (JsonException e)
        {
            problems.Add($"Its settings are no JSON: {e.Message}");
        }

        return settings;
    }
}
