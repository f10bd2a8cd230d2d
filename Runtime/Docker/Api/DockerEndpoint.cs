using System.Globalization;

namespace Orrery.Runtime.Docker.Api;

/// <summary>Where an engine is, and how it is spoken to.</summary>
internal sealed record DockerEndpoint
{
    private const string DefaultSocket = "/var/run/docker.sock";
    private const int PlainPort = 2375;
    private const int TlsPort = 2376;

    /// <summary>The address as it was given or found.</summary>
    public required string Address { get; init; }

    /// <summary>Path of the unix socket; null when it is reached over the network.</summary>
    public string? SocketPath { get; init; }

    /// <summary>What requests are addressed to.</summary>
    public required Uri BaseUri { get; init; }

    /// <summary>Folder of <c>ca.pem</c>, <c>cert.pem</c> and <c>key.pem</c>; null without TLS.</summary>
    public string? CertificatePath { get; init; }

    /// <summary>Whether the engine shares this machine's files, so that folders can be mounted into containers.</summary>
    public bool IsLocal => SocketPath is not null;

    /// <summary>The endpoint that options and environment name, in this order, as the <c>docker</c> command finds it.</summary>
    /// <param name="options">The options.</param>
    /// <param name="environment">Reads a variable of the environment.</param>
    /// <exception cref="FormatException">The address is none.</exception>
    public static DockerEndpoint Find(DockerOptions options, Func<string, string?> environment)
    {
        var address = First(options.Address, environment("DOCKER_HOST")) ?? DefaultAddress(environment);
        var tls = options.Tls ?? environment("DOCKER_TLS_VERIFY") is { Length: > 0 };
        var certificates = First(options.CertificatePath, environment("DOCKER_CERT_PATH")) ?? Path.Combine(environment("HOME") ?? "/", ".docker");
        return Parse(address, tls, certificates);
    }

    /// <summary>Reads an address.</summary>
    /// <param name="address"><c>unix:///path</c>, <c>tcp://host[:port]</c>, <c>http://</c> or <c>https://</c>.</param>
    /// <param name="tls">Whether TLS is spoken over <c>tcp</c>.</param>
    /// <param name="certificates">Folder of the certificates, for TLS.</param>
    /// <exception cref="FormatException">The address is none.</exception>
    public static DockerEndpoint Parse(string address, bool tls, string certificates)
    {
        const string Unix = "unix://";
        if (address.StartsWith(Unix, StringComparison.OrdinalIgnoreCase) && address.Length > Unix.Length)
        {
            return new DockerEndpoint { Address = address, SocketPath = address[Unix.Length..], BaseUri = new Uri("http://docker/") };
        }

        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("tcp" or "http" or "https") || uri.Host.Length == 0 || uri.PathAndQuery is not ("/" or ""))
        {
            throw new FormatException($"The address '{address}' of the Docker Engine cannot be used: give unix:///path/to/docker.sock, tcp://host:2375 or, with TLS, tcp://host:2376.");
        }

        var secure = uri.Scheme == "https" || (uri.Scheme == "tcp" && tls);
        var port = uri.IsDefaultPort || uri.Port < 0 ? secure ? TlsPort : PlainPort : uri.Port;
        return new DockerEndpoint
        {
            Address = address,
            BaseUri = new Uri($"{(secure ? "https" : "http")}://{uri.Host}:{port.ToString(CultureInfo.InvariantCulture)}/"),
            CertificatePath = secure ? certificates : null,
        };
    }

    /// <inheritdoc/>
    public override string ToString() => Address;

    private static string? First(string? one, string? other) => string.IsNullOrWhiteSpace(one) ? string.IsNullOrWhiteSpace(other) ? null : other : one;

    /// <summary>The engine of the machine, or else the one this user runs without root.</summary>
    private static string DefaultAddress(Func<string, string?> environment)
    {
        if (!File.Exists(DefaultSocket) && environment("XDG_RUNTIME_DIR") is { Length: > 0 } folder && File.Exists(Path.Combine(folder, "docker.sock")))
        {
            return $"unix://{Path.Combine(folder, "docker.sock")}";
        }

        return $"unix://{DefaultSocket}";
    }
}
