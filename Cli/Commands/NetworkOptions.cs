using System.CommandLine;
using Orrery.Cli.Server;

namespace Orrery.Cli.Commands;

/// <summary>Options of a server that other machines can reach.</summary>
internal sealed class NetworkOptions(CliContext context)
{
    private readonly Option<string?> _listen = new("--listen")
    {
        Description = "Address to listen on in place of 127.0.0.1 and --port: 'https://0.0.0.0:7788'. One that others can reach needs TLS and an admin who can sign in",
        HelpName = "URL",
    };

    private readonly Option<string?> _certificate = new("--tls-cert") { Description = "Certificate for TLS, a file in PEM form; read anew when it changes", HelpName = "FILE" };

    private readonly Option<string?> _key = new("--tls-key") { Description = "Private key of the certificate, a file in PEM form", HelpName = "FILE" };

    private readonly Option<string[]> _proxies = new("--behind-proxy")
    {
        Description = "Address or network (10.0.0.0/8) of a proxy that speaks TLS before this server; may be given several times",
        HelpName = "ADDRESS",
    };

    private readonly Option<string?> _keys = new("--keys") { Description = "Folder of the keys that sessions are signed with; servers that share a store share it. Default: in the data folder", HelpName = "FOLDER" };

    private readonly Option<string[]> _signIns = new("--sign-in-with") { Description = "File that describes a sign-in elsewhere (OAuth 2, OpenID Connect); may be given several times", HelpName = "FILE" };

    /// <summary>The options, for the command that uses them.</summary>
    public Symbol[] All => [_listen, _certificate, _key, _proxies, _keys, _signIns];

    /// <summary>Settings with what these say.</summary>
    /// <exception cref="CliException">They do not go together; the messages say how they would.</exception>
    public ServerSettings Apply(ParseResult parsed, ServerSettings settings)
    {
        var (listen, certificate, key) = (parsed.GetValue(_listen), parsed.GetValue(_certificate), parsed.GetValue(_key));
        Uri? address = null;
        if (listen is not null && !Uri.TryCreate(listen, UriKind.Absolute, out address))
        {
            throw CliException.BadInput($"--listen '{listen}' is no address: write it as https://0.0.0.0:7788.");
        }

        if (certificate is null != key is null)
        {
            throw CliException.BadInput("--tls-cert and --tls-key go together: give both.");
        }

        return settings with
        {
            Listen = address,
            Tls = certificate is null ? null : (context.FullPath(certificate), context.FullPath(key!)),
            Proxies = parsed.GetValue(_proxies) ?? [],
            KeysFolder = parsed.GetValue(_keys) is { } keys ? context.FullPath(keys) : null,
            SignInFiles = [.. (parsed.GetValue(_signIns) ?? []).Select(context.FullPath)],
        };
    }
}
