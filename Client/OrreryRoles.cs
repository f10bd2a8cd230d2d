namespace Orrery.Client;

/// <summary>Roles of those who are signed in, as their claims name them.</summary>
public static class OrreryRoles
{
    /// <summary>May do everything, also in place of others. The owner of the credential file has it.</summary>
    public const string Admin = "admin";

    /// <summary>Key of the service <see cref="IOrreryClient"/> that acts for the server itself. Without the key it acts for whoever is behind the request or page.</summary>
    public const string Installation = "installation";
}
