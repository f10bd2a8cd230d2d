using Orrery.Dashboard.Format;

namespace Orrery.Dashboard.State;

/// <summary>How one viewer wants times shown. One for each circuit; the browser remembers the choice.</summary>
public sealed class DisplaySettings
{
    /// <summary>The choice "times in UTC".</summary>
    public const string Utc = "utc";

    /// <summary>The choice "times in the browser's zone".</summary>
    public const string Browser = "browser";

    private TimeZoneInfo? _browserZone;

    /// <summary>Raised when the zone has changed, so that everything which shows times renders anew.</summary>
    internal event Action? Changed;

    /// <summary><see cref="Utc"/> or <see cref="Browser"/>.</summary>
    public string Choice { get; private set; } = Utc;

    /// <summary>The zone absolute times are shown in.</summary>
    public TimeZoneInfo Zone => Choice == Browser && _browserZone is { } zone ? zone : TimeZoneInfo.Utc;

    /// <summary>Name of <see cref="Zone"/>, as it stands next to times.</summary>
    public string ZoneName => Zone.Equals(TimeZoneInfo.Utc) ? "UTC" : Zone.Id;

    /// <summary>Name of the browser's zone; null when it is unknown here or is UTC.</summary>
    public string? BrowserZoneName => _browserZone?.Id;

    /// <summary>Takes over what the browser says.</summary>
    /// <param name="choice"><see cref="Utc"/> or <see cref="Browser"/>; anything else counts as <see cref="Utc"/>.</param>
    /// <param name="browserZone">IANA name of the browser's zone.</param>
    public void Load(string? choice, string? browserZone)
    {
        _browserZone = Times.FindZone(browserZone) is { } zone && zone.Id is not ("UTC" or "Etc/UTC") ? zone : null;
        Choose(choice);
    }

    /// <summary>Changes the choice.</summary>
    public void Choose(string? choice)
    {
        Choice = choice == Browser && _browserZone is not null ? Browser : Utc;
        Changed?.Invoke();
    }

    /// <summary>The moment in the chosen zone; a dash when there is none.</summary>
    public string Moment(DateTimeOffset? at) => at is { } moment ? Times.Moment(moment, Zone) : "–";
}
