namespace Orrery.Silo.Security;

/// <summary>Marks an address that an option of the server opens to everybody, whatever its line in <see cref="AccessRules"/> says.</summary>
internal sealed class OpenToAnybody
{
    /// <summary>The mark.</summary>
    public static readonly OpenToAnybody ByOption = new();

    /// <summary>The line of such an address.</summary>
    public static readonly AccessRule Rule = new("GET", "/", AccessRule.Anybody);

    private OpenToAnybody()
    {
    }
}
