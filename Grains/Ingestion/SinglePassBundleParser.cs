namespace Orrery.Grains.Ingestion;

/// <summary>Reads the bundle once when the server starts, and then only when it is asked to.</summary>
public sealed class SinglePassBundleParser : StandardBundleParser
{
    /// <inheritdoc/>
    public override TimeSpan? PauseAfterPass(BundleParserContext context) => null;
}
