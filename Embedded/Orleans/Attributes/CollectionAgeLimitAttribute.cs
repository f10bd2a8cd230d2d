using System.Globalization;

namespace Orleans;

/// <summary>Says after how long without calls an activation of the class is collected, instead of the host's default.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public class CollectionAgeLimitAttribute : Attribute
{
    /// <summary>The shortest age an activation may be collected at: one minute.</summary>
    public static readonly TimeSpan MinAgeLimit = TimeSpan.FromMinutes(1);

    private readonly TimeSpan? _age;

    /// <summary>Sets the age through <see cref="Days"/>, <see cref="Hours"/> and <see cref="Minutes"/>, which add up.</summary>
    public CollectionAgeLimitAttribute()
    {
    }

    /// <summary>Sets the age from text.</summary>
    /// <param name="inactivityPeriod">The age in the format of <see cref="TimeSpan.Parse(string)"/>, for example <c>02:00:00</c>.</param>
    /// <exception cref="FormatException"><paramref name="inactivityPeriod"/> is not a time span.</exception>
    public CollectionAgeLimitAttribute(string inactivityPeriod) =>
        _age = TimeSpan.Parse(inactivityPeriod, CultureInfo.InvariantCulture);

    /// <summary>Days of the age. Default: 0.</summary>
    public double Days { get; set; }

    /// <summary>Hours of the age. Default: 0.</summary>
    public double Hours { get; set; }

    /// <summary>Minutes of the age. Default: 0.</summary>
    public double Minutes { get; set; }

    /// <summary>Whether activations are never collected. Default: <see langword="false"/>.</summary>
    public bool AlwaysActive { get; set; }

    /// <summary>The age, at least <see cref="MinAgeLimit"/>; the longest possible span when <see cref="AlwaysActive"/>.</summary>
    public TimeSpan AgeLimit
    {
        get
        {
            if (AlwaysActive)
            {
                return TimeSpan.MaxValue;
            }

            var age = _age ?? TimeSpan.FromDays(Days) + TimeSpan.FromHours(Hours) + TimeSpan.FromMinutes(Minutes);
            return age < MinAgeLimit ? MinAgeLimit : age;
        }
    }
}
