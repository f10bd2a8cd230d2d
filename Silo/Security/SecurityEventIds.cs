namespace Orrery.Silo.Security;

/// <summary>Numbers of what security logs.</summary>
internal static class SecurityEventIds
{
    public const int CertificateRenewed = 5501;
    public const int CertificateNotRenewed = 5502;
}
