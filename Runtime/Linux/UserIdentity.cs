using System.Globalization;

namespace Orrery.Runtime.Linux;

/// <summary>The user this process runs as.</summary>
internal static class UserIdentity
{
    /// <summary>Numbers of user and group as <c>uid:gid</c>; null for root, and where there are no such numbers.</summary>
    public static string? Effective { get; } = OperatingSystem.IsLinux() && Native.GetEffectiveUser() is > 0 and var user
        ? $"{user.ToString(CultureInfo.InvariantCulture)}:{Native.GetEffectiveGroup().ToString(CultureInfo.InvariantCulture)}"
        : null;
}
