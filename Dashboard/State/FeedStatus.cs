namespace Orrery.Dashboard.State;

/// <summary>How fresh what pages show is.</summary>
public enum FeedPhase
{
    /// <summary>Changes arrive as they happen.</summary>
    Live,

    /// <summary>The feed is being opened, or is open again and lists are read anew.</summary>
    CatchingUp,

    /// <summary>The feed broke; what is shown is from before.</summary>
    Stale,

    /// <summary>The feed has been broken for long.</summary>
    Offline,
}

/// <summary>The state of the feed.</summary>
/// <param name="Phase">How fresh.</param>
/// <param name="Since">For <see cref="FeedPhase.Stale"/> and <see cref="FeedPhase.Offline"/>: the last moment it was live.</param>
public sealed record FeedStatus(FeedPhase Phase, DateTimeOffset? Since = null);

/// <summary>What has changed.</summary>
/// <param name="IsEverything">Whether changes may have been missed, so that everything has to be read anew.</param>
/// <param name="Notices">The known changes.</param>
public sealed record ChangeBatch(bool IsEverything, IReadOnlyList<Grains.Interfaces.Catalog.ChangeNotice> Notices);
