namespace Orrery.Grains.Ingestion;

/// <summary>Reads only what it is asked for: paths, deploys, documents.</summary>
public sealed class EventBasedBundleParser : StandardBundleParser
{
    /// <inheritdoc/>
    public override bool ReadsAtStart => false;

    /// <inheritdoc/>
    public override TimeSpan? PauseAfterPass(BundleParserContext context) => null;
}
