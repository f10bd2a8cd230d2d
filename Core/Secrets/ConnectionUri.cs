using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Orrery.Core.Secrets;

/// <summary>
/// Connections as URIs, by Airflow's rules: <c>conn-type://login:password@host:port/schema?extra</c>. Every part is percent-encoded; the type
/// has dashes for underscores; an extra that is no flat map of texts goes whole into <c>__extra__</c>; a host with a protocol follows a second
/// <c>://</c>.
/// </summary>
public static class ConnectionUri
{
    private const string ExtraKey = "__extra__";
    private const string Colons = "://";

    /// <summary>The URI of a connection; it holds the password.</summary>
    public static string Write(Connection connection)
    {
        var uri = new StringBuilder(connection.ConnType.ToLowerInvariant().Replace('_', '-')).Append(Colons);
        var host = connection.Host ?? "";
        if (ProtocolOf(host) is { } protocol)
        {
            uri.Append(protocol).Append(Colons);
            host = host[(protocol.Length + Colons.Length)..];
        }

        var authority = Uri.EscapeDataString(connection.Login ?? "") + (connection.Password is { } password ? ":" + Uri.EscapeDataString(password) : "");
        if (authority.Length > 0)
        {
            uri.Append(authority).Append('@');
        }

        uri.Append(Uri.EscapeDataString(host));
        if (connection.Port is { } port)
        {
            uri.Append(host.Length == 0 && authority.Length == 0 ? "@:" : ":").Append(port.ToString(CultureInfo.InvariantCulture));
        }

        if (!string.IsNullOrEmpty(connection.Schema))
        {
            uri.Append('/').Append(Uri.EscapeDataString(connection.Schema));
        }

        if (!string.IsNullOrEmpty(connection.Extra))
        {
            uri.Append(string.IsNullOrEmpty(connection.Schema) ? "/?" : "?").Append(QueryOf(connection.Extra));
        }

        return uri.ToString();
    }

    /// <summary>Reads a URI.</summary>
    /// <param name="connectionId">Id of the connection.</param>
    /// <param name="uri">The URI.</param>
    /// <param name="problem">What is wrong, without repeating the URI, which may hold a password; null: nothing.</param>
    /// <returns>The connection; null when the URI cannot be read. Its fields are not checked: see <see cref="ConnectionRules"/>.</returns>
    public static Connection? Parse(string connectionId, string uri, out string? problem)
    {
        problem = null;
        var colons = uri.IndexOf(Colons, StringComparison.Ordinal);
        if (colons < 1 || !uri[..colons].All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '.' or '_'))
        {
            return Fail("It must begin with the type of the connection, as in 'postgres://login:password@host:5432/database'.", out problem);
        }

        var type = Connection.NormalizeType(uri[..colons].ToLowerInvariant());
        var rest = uri[(colons + Colons.Length)..];
        if (rest.Contains('#', StringComparison.Ordinal))
        {
            return Fail("It holds a '#', which cuts a URI short: write '%23'.", out problem);
        }

        var protocol = ProtocolOf(rest);
        rest = protocol is null ? rest : rest[(protocol.Length + Colons.Length)..];
        var (before, query) = Cut(rest, '?');
        var (netloc, path) = Cut(before, '/');
        var at = netloc.LastIndexOf('@');
        var (login, password) = at < 0 ? ("", null) : Cut(netloc[..at], ':');
        if (!TrySplitHost(netloc[(at + 1)..], out var host, out var port))
        {
            return Fail("Its port is no number from 1 to 65535: write 'host:port', and encode a colon in a login, password or host as '%3A'.", out problem);
        }

        host = Unescape(host);
        return new Connection
        {
            ConnectionId = connectionId,
            ConnType = type,
            Host = protocol is null ? NullIfEmpty(host) : $"{protocol}{Colons}{host}",
            Login = NullIfEmpty(Unescape(login)),
            Password = NullIfEmpty(Unescape(password)),
            Port = port,
            Schema = NullIfEmpty(Unescape(path)),
            Extra = ExtraOf(query),
        };
    }

    private static Connection? Fail(string why, out string? problem)
    {
        problem = $"The URI of the connection cannot be read. {why}";
        return null;
    }

    private static string? ProtocolOf(string host)
    {
        var colons = host.IndexOf(Colons, StringComparison.Ordinal);
        return colons > 0 && host[..colons].All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '.') ? host[..colons] : null;
    }

    private static (string Before, string? After) Cut(string text, char at)
    {
        var index = text.IndexOf(at, StringComparison.Ordinal);
        return index < 0 ? (text, null) : (text[..index], text[(index + 1)..]);
    }

    private static bool TrySplitHost(string hostAndPort, out string host, out int? port)
    {
        // [::1]:5432 has colons of its own.
        var bracket = hostAndPort.StartsWith('[') ? hostAndPort.IndexOf(']', StringComparison.Ordinal) : -1;
        var colon = hostAndPort.IndexOf(':', Math.Max(bracket, 0));
        var digits = colon < 0 ? "" : hostAndPort[(colon + 1)..];
        host = colon < 0 ? hostAndPort : hostAndPort[..colon];
        host = bracket > 0 ? host.Trim('[', ']') : host;
        port = null;
        if (digits.Length == 0)
        {
            return true;
        }

        var isPort = int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 65_535;
        port = isPort ? number : null;
        return isPort;
    }

    private static string Unescape(string? text) => Uri.UnescapeDataString(text ?? "");

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    private static string QueryOf(string extra)
    {
        if (Redaction.TryParse(extra) is JsonObject { Count: > 0 } map && !map.ContainsKey(ExtraKey)
            && map.All(m => m.Key.Length > 0 && m.Value is JsonValue value && value.GetValueKind() == JsonValueKind.String))
        {
            return string.Join('&', map.Select(m => $"{FormEscape(m.Key)}={FormEscape(m.Value!.GetValue<string>())}"));
        }

        return $"{ExtraKey}={FormEscape(extra)}";
    }

    private static string? ExtraOf(string? query)
    {
        if (string.IsNullOrEmpty(query))
        {
            return null;
        }

        var map = new JsonObject();
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = Cut(pair, '=');
            map[FormUnescape(name)] = FormUnescape(value ?? "");
        }

        return map.TryGetPropertyValue(ExtraKey, out var whole) ? whole!.GetValue<string>() : map.Count == 0 ? null : map.ToJsonString();
    }

    private static string FormEscape(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);

    private static string FormUnescape(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
