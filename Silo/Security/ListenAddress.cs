using System.Net;

namespace Orrery.Silo.Security;

/// <summary>Where a server may listen.</summary>
public static class ListenAddress
{
    /// <summary>Host names by which a server on this machine may be called; any other name may be somebody else's, pointing here.</summary>
    internal static bool IsLoopbackName(string host) =>
        host is "127.0.0.1" or "[::1]" || string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether only this machine can reach a server there.</summary>
    public static bool IsLoopback(Uri address) => IsLoopbackName(address.Host);

    /// <summary>Everything that is wrong with listening there, and what would be right.</summary>
    /// <param name="address">The address.</param>
    /// <param name="hasCertificate">Whether the server has a certificate for TLS.</param>
    /// <param name="isBehindProxy">Whether proxies before the server speak TLS for it.</param>
    public static IEnumerable<string> Problems(Uri address, bool hasCertificate, bool isBehindProxy)
    {
        if (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
        {
            yield return $"'{address}' is no address to listen on: give one like http://127.0.0.1:7788 or https://0.0.0.0:7788.";
            yield break;
        }

        if (!string.Equals(address.Host, "localhost", StringComparison.OrdinalIgnoreCase) && !IPAddress.TryParse(address.Host, out _))
        {
            yield return $"'{address.Host}' is no IP address of this machine: listen on 0.0.0.0 for all of them, or on one of them.";
        }

        if (address.PathAndQuery != "/" || address.UserInfo.Length > 0 || address.Fragment.Length > 0)
        {
            yield return $"'{address}' has more than a host and a port: give {address.Scheme}://{address.Host}:{address.Port}.";
        }

        var isTls = address.Scheme == Uri.UriSchemeHttps;
        if (isTls && !hasCertificate)
        {
            yield return "https:// needs a certificate: give --tls-cert and --tls-key, each a file in PEM form.";
        }
        else if (!isTls && hasCertificate)
        {
            yield return $"There is a certificate, but '{address}' does not use it: listen on https://{address.Host}:{address.Port}.";
        }

        if (!IsLoopback(address) && !isTls && !isBehindProxy)
        {
            yield return $"'{address.Host}' can be reached from other machines, who could read passwords on their way: listen on https:// with --tls-cert and --tls-key, "
                + "or name the proxy that speaks TLS before this server with --behind-proxy, or listen on 127.0.0.1 and reach it through an ssh tunnel ('ssh -L').";
        }
    }
}
