namespace Orrery.Grains.Ingestion;

/// <summary>
/// Looks at the bundle again and again, folder by folder at its own interval, and reads what has changed: the default.
/// </summary>
public class StandardBundleParser : BundleParser
{
    private readonly Dictionary<string, DateTimeOffset> _lookedAt = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override TimeSpan? PauseAfterPass(BundleParserContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.IsFetched)
        {
            return context.FetchInterval;
        }

        var directories = context.Manifest.Directories;
        return directories.IsEmpty ? context.ScanInterval : directories.Min(d => d.ScanInterval ?? context.ScanInterval);
    }

    /// <inheritdoc/>
    public override bool Claims(BundleParserContext context, string path)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Manifest.DirectoryOf(path) is not null && base.Claims(context, path);
    }

    /// <inheritdoc/>
    public override bool IsDue(BundleParserContext context, string path, DateTimeOffset? parsedAt)
    {
        ArgumentNullException.ThrowIfNull(context);
        var directory = context.Manifest.DirectoryOf(path)!;
        var now = context.Clock.GetUtcNow();
        if (parsedAt is { } at && directory.MinFileParseInterval is { } least && now - at < least)
        {
            return false;
        }

        // All files of a folder are looked at in the same pass: the one whose start is noted here.
        if (context.IsFetched || !_lookedAt.TryGetValue(directory.Path, out var last) || last == context.PassStartedAt
            || context.PassStartedAt - last >= (directory.ScanInterval ?? TimeSpan.Zero))
        {
            _lookedAt[directory.Path] = context.PassStartedAt;
            return true;
        }

        return false;
    }
}
