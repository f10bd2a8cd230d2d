using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Orrery.Storage.Postgres;

namespace Orrery.Silo.Hosting;

/// <summary>
/// What a silo of a cluster is told beside the options of every server, by variables of its environment: <c>ORRERY_CLUSTER_ID</c>,
/// <c>ORRERY_CLUSTER_ADDRESS</c>, <c>ORRERY_CLUSTER_LISTEN</c>, <c>ORRERY_CLUSTER_SILO_PORT</c> and <c>ORRERY_CLUSTER_GATEWAY_PORT</c>.
/// </summary>
/// <param name="ClusterId">Which cluster, of those that share a database. Default <c>orrery</c>.</param>
/// <param name="ConnectionString">The database that holds membership; null: a cluster of one.</param>
/// <param name="Address">By which other silos reach this one. Default: the address from which this machine reaches the database.</param>
/// <param name="ListensEverywhere">Whether it listens on all addresses (<c>any</c>), as behind the network of containers, or only on that one (default).</param>
/// <param name="SiloPort">Port for other silos, 1 to 65535. Default 11111.</param>
/// <param name="GatewayPort">Port for clients of the cluster, 1 to 65535. Default 30000.</param>
internal sealed record ClusterSettings(string ClusterId, string? ConnectionString, IPAddress Address, bool ListensEverywhere, int SiloPort, int GatewayPort)
{
    private const string Prefix = "ORRERY_CLUSTER_";
    private const int MaxIdLength = 63;

    /// <summary>Reads them.</summary>
    /// <param name="store">Address of the store; null: not PostgreSQL.</param>
    /// <param name="variable">Looks a variable up.</param>
    /// <exception cref="ServerStartException">Some are not valid; the message lists all.</exception>
    public static ClusterSettings Read(string? store, Func<string, string?> variable)
    {
        var problems = new List<string>();
        var id = Value("ID") ?? "orrery";
        if (id.Length > MaxIdLength || !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            problems.Add($"{Prefix}ID must be 1 to {MaxIdLength} letters, digits, '-', '_' or '.', was '{id}'.");
        }

        var listen = Value("LISTEN") ?? "address";
        if (listen is not ("any" or "address"))
        {
            problems.Add($"{Prefix}LISTEN must be 'any' or 'address', was '{listen}'.");
        }

        var (siloPort, gatewayPort) = (Port("SILO_PORT", 11111), Port("GATEWAY_PORT", 30000));
        if (siloPort == gatewayPort)
        {
            problems.Add($"{Prefix}SILO_PORT and {Prefix}GATEWAY_PORT are both {siloPort}: give each its own.");
        }

        var address = IPAddress.Loopback;
        if (Value("ADDRESS") is { } text)
        {
            if (!IPAddress.TryParse(text, out address!))
            {
                problems.Add($"{Prefix}ADDRESS must be an IP address by which other silos reach this one, was '{text}'.");
            }
        }
        else if (store is not null)
        {
            address = AddressTowards(store);
        }

        return problems.Count == 0
            ? new ClusterSettings(id, store is null ? null : PostgresAddress.ConnectionString(store), address, listen == "any", siloPort, gatewayPort)
            : throw new ServerStartException(string.Join(Environment.NewLine, problems));

        string? Value(string name) => variable(Prefix + name) is { Length: > 0 } value ? value : null;

        int Port(string name, int otherwise)
        {
            if (Value(name) is not { } value)
            {
                return otherwise;
            }

            if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= 65535)
            {
                return port;
            }

            problems.Add($"{Prefix}{name} must be 1 to 65535, was '{value}'.");
            return otherwise;
        }
    }

    /// <summary>From which address this machine speaks to the database; nothing is sent. What the machine's name leads to is often loopback.</summary>
    private static IPAddress AddressTowards(string store)
    {
        var (host, port) = PostgresAddress.HostOf(store);
        if (host is null)
        {
            return IPAddress.Loopback;
        }

        try
        {
            using var probe = new Socket(SocketType.Dgram, ProtocolType.Udp);
            probe.Connect(host, port);
            var address = ((IPEndPoint)probe.LocalEndPoint!).Address;
            return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        }
        catch (SocketException e)
        {
            throw new ServerStartException($"The address of this silo cannot be found, since '{host}' cannot be reached: {e.Message} Set {Prefix}ADDRESS.");
        }
    }
}
