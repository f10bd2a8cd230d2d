namespace Orrery.Core.Assets;

/// <summary>Which assets must have news before a run starts. A closed set.</summary>
public abstract record AssetExpression
{
    private AssetExpression()
    {
    }

    /// <summary>One asset or alias has news; an alias when any of its assets has.</summary>
    /// <param name="Ref">The asset or alias.</param>
    public sealed record One(AssetRef Ref) : AssetExpression
    {
        /// <inheritdoc/>
        public override bool IsTrue(AssetNews news) => news.Has(Ref);

        /// <inheritdoc/>
        public override IEnumerable<AssetRef> Refs => [Ref];

        /// <inheritdoc/>
        public override string ToString() => Ref.Id;
    }

    /// <summary>Every part is true.</summary>
    /// <param name="Parts">The parts; at least one.</param>
    public sealed record All(IReadOnlyList<AssetExpression> Parts) : AssetExpression
    {
        /// <inheritdoc/>
        public override bool IsTrue(AssetNews news) => Parts.All(p => p.IsTrue(news));

        /// <inheritdoc/>
        public override IEnumerable<AssetRef> Refs => Parts.SelectMany(p => p.Refs);

        /// <inheritdoc/>
        public override string ToString() => Join(Parts, " and ");
    }

    /// <summary>At least one part is true.</summary>
    /// <param name="Parts">The parts; at least one.</param>
    public sealed record Any(IReadOnlyList<AssetExpression> Parts) : AssetExpression
    {
        /// <inheritdoc/>
        public override bool IsTrue(AssetNews news) => Parts.Any(p => p.IsTrue(news));

        /// <inheritdoc/>
        public override IEnumerable<AssetRef> Refs => Parts.SelectMany(p => p.Refs);

        /// <inheritdoc/>
        public override string ToString() => Join(Parts, " or ");
    }

    /// <summary>Whether the news make it true.</summary>
    public abstract bool IsTrue(AssetNews news);

    /// <summary>Every mention in it, in order; one that is mentioned twice comes twice.</summary>
    public abstract IEnumerable<AssetRef> Refs { get; }

    private static string Join(IReadOnlyList<AssetExpression> parts, string word) =>
        string.Join(word, parts.Select(p => p is One ? p.ToString() : $"({p})"));
}
