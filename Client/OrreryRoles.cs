namespace Orrery.Client;

/// <summary>Roles of those who are signed in, as their claims name them.</summary>
public static class OrreryRoles
{
    /// <summary>May do everything, also in place of others. The owner of the credential file has it.</summary>
    public const string Admin = "admin";
}
