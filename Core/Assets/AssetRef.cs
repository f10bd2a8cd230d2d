namespace Orrery.Core.Assets;

/// <summary>What a reference names. The numbers are stored and sent: never renumber, only append.</summary>
public enum AssetRefKind : byte
{
    /// <summary>An asset, by its URI.</summary>
    Asset = 0,

    /// <summary>An alias, by its name: it stands for whatever assets its producers resolve it to.</summary>
    Alias = 1,
}

/// <summary>A mention of an asset or an alias in a DAG: in its schedule, or among the inlets or outlets of a task.</summary>
/// <param name="Kind">Which of the two.</param>
/// <param name="Id">The asset's URI, or the alias's name.</param>
public readonly record struct AssetRef(AssetRefKind Kind, string Id) : IComparable<AssetRef>
{
    /// <summary>The asset with this URI.</summary>
    public static AssetRef Asset(string uri) => new(AssetRefKind.Asset, uri);

    /// <summary>The alias with this name.</summary>
    public static AssetRef Alias(string name) => new(AssetRefKind.Alias, name);

    /// <summary>Assets before aliases, each by their ids.</summary>
    public int CompareTo(AssetRef other) => Kind == other.Kind ? string.CompareOrdinal(Id, other.Id) : Kind.CompareTo(other.Kind);

    /// <inheritdoc/>
    public override string ToString() => Kind == AssetRefKind.Asset ? $"'{Id}'" : $"alias '{Id}'";

    /// <inheritdoc cref="CompareTo"/>
    public static bool operator <(AssetRef left, AssetRef right) => left.CompareTo(right) < 0;

    /// <inheritdoc cref="CompareTo"/>
    public static bool operator >(AssetRef left, AssetRef right) => left.CompareTo(right) > 0;

    /// <inheritdoc cref="CompareTo"/>
    public static bool operator <=(AssetRef left, AssetRef right) => left.CompareTo(right) <= 0;

    /// <inheritdoc cref="CompareTo"/>
    public static bool operator >=(AssetRef left, AssetRef right) => left.CompareTo(right) >= 0;
}
