using System.Text.Json.Nodes;

namespace Orrery.Core.Assets;

/// <summary>What a DAG says of an asset: its identity (name and URI), and what it is grouped and described by.</summary>
public sealed record AssetDefinition
{
    /// <summary>Longest name, URI or group, in characters.</summary>
    public const int MaxLength = 1_500;

    /// <summary>Default of <see cref="Group"/>.</summary>
    public const string DefaultGroup = "asset";

    /// <summary>Where the data is, or any other text that names it; unique in the installation. It is never opened.</summary>
    public required string Uri { get; init; }

    /// <summary>What people call it; unique in the installation. Default: the URI.</summary>
    public required string Name { get; init; }

    /// <summary>What kind of asset it is, for lists. Default <c>asset</c>.</summary>
    public string Group { get; init; } = DefaultGroup;

    /// <summary>Whatever else is worth knowing of it. Null: nothing.</summary>
    public JsonObject? Extra { get; init; }

    /// <summary>The asset of which only its URI is said.</summary>
    public static AssetDefinition Of(string uri) => new() { Uri = uri, Name = uri };

    /// <summary>Whether nothing but its URI is said of it.</summary>
    public bool IsBare => Name == Uri && Group == DefaultGroup && Extra is null or { Count: 0 };

    /// <summary>What is wrong with a name, URI or alias, as the end of a sentence that begins with it; null when it is valid.</summary>
    public static string? ProblemOf(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return "is empty";
        }

        if (text.Length > MaxLength)
        {
            return $"has {text.Length} characters, more than the {MaxLength} allowed";
        }

        if (text.Any(c => char.IsControl(c) || c > '~'))
        {
            return "holds a character that is not printable ASCII: escape it as URIs do, as in 'a%20b'";
        }

        return text != text.Trim() ? "begins or ends with a blank" : null;
    }

    /// <summary>Whether both say the same.</summary>
    public bool Equals(AssetDefinition? other) =>
        other is not null && Uri == other.Uri && Name == other.Name && Group == other.Group && JsonNode.DeepEquals(Extra ?? [], other.Extra ?? []);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Uri, Name, Group);
}
