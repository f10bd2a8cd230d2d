namespace Orrery.Core.Secrets;

/// <summary>Which names promise a secret: the same as Airflow's.</summary>
public static class SensitiveNames
{
    /// <summary>What is shown instead of a secret.</summary>
    public const string Mask = "***";

    private static readonly string[] Parts =
    [
        "access_key", "access_token", "api_key", "apikey", "authorization", "connection_string", "keyfile_dict", "passphrase", "passwd", "password",
        "private_key", "proxies", "proxy", "secret", "service_account", "token",
    ];

    /// <summary>Whether what goes by this name is to be hidden.</summary>
    public static bool Hides(string name) => Parts.Any(p => name.Contains(p, StringComparison.OrdinalIgnoreCase));
}
