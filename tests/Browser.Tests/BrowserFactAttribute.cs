namespace Orrery.Browser.Tests;

/// <summary>A test that needs Chromium: <c>ORRERY_CHROMIUM</c>, or <c>/usr/bin/chromium</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        if (!File.Exists(Chromium))
        {
            Skip = "Chromium is not installed";
        }
    }

    /// <summary>Where Chromium is looked for.</summary>
    public static string Chromium => Environment.GetEnvironmentVariable("ORRERY_CHROMIUM") is { Length: > 0 } path ? path : "/usr/bin/chromium";
}
