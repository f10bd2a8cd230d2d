namespace Orrery.Silo.Security;

/// <summary>Where a server may listen.</summary>
public static class ListenAddress
{
    /// <summary>Host names by which a server on this machine may be called; any other name may be somebody else's, pointing here.</summary>
    internal static bool IsLoopbackName(string host) =>
        host is "127.0.0.1" or "[::1]" || string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase);

    /// <summary>Why a server must not listen there, and what would be right; null when it may.</summary>
    public static string? Problem(Uri address)
    {
        if (!address.IsAbsoluteUri || address.Scheme != Uri.UriSchemeHttp)
        {
            return $"'{address}' is no address to listen on: give one like http://127.0.0.1:7788.";
        }

        if (!IsLoopbackName(address.Host))
        {
            return $"'{address.Host}' can be reached from other machines, and this server has no users yet: listen on http://127.0.0.1:{address.Port}, "
                + "and reach it from elsewhere through an ssh tunnel ('ssh -L').";
        }

        return address.PathAndQuery != "/" || address.UserInfo.Length > 0 || address.Fragment.Length > 0
            ? $"'{address}' has more than a host and a port: give http://{address.Host}:{address.Port}."
            : null;
    }
}
