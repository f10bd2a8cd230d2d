using Orrery.Grains.Interfaces.Identity;

namespace Orrery.Client.InProcess;

/// <summary>Who asks, for the audit, where a client serves many: faces set it for the time of a request.</summary>
public static class CallerName
{
    /// <summary>The name of who asks; <c>api</c> when nobody said.</summary>
    public static string Current => Caller.Name ?? "api";
}
