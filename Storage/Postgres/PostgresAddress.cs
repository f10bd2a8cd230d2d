using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Npgsql;

namespace Orrery.Storage.Postgres;

/// <summary>
/// Reads addresses as libpq and its friends write them: <c>postgres://user:password@host:5432/database?sslmode=require</c>. The host may be
/// left out or be a query parameter <c>host=/folder/of/the/socket</c>; what else the query may hold are the settings of Npgsql.
/// </summary>
public static class PostgresAddress
{
    private static readonly string[] Schemes = ["postgres", "postgresql"];

    /// <summary>Whether this is meant to be the address of a PostgreSQL database.</summary>
    public static bool IsOne(string address) => Schemes.Any(s => address.StartsWith(s + "://", StringComparison.OrdinalIgnoreCase));

    /// <summary>What is wrong with the address and what would be right; null when nothing is.</summary>
    public static string? Problem(string address) => TryParse(address, out _, out var problem) ? null : problem;

    /// <summary>The address without its password, for messages.</summary>
    public static string WithoutPassword(string address) =>
        TryParse(address, out var settings, out _) ? $"postgres://{settings.Host}:{settings.Port.ToString(CultureInfo.InvariantCulture)}/{settings.Database}" : "postgres://…";

    /// <summary>The address as the settings of Npgsql, for others that connect to the same database. Holds the password.</summary>
    /// <exception cref="ArgumentException">It is not understood.</exception>
    public static string ConnectionString(string address) => Parse(address).ConnectionString;

    /// <summary>The machine and port of the database; null as the machine if it is reached by a socket of this machine's file system.</summary>
    /// <exception cref="ArgumentException">The address is not understood.</exception>
    public static (string? Host, int Port) HostOf(string address)
    {
        var settings = Parse(address);
        return (settings.Host is { Length: > 0 } host && host[0] is not ('/' or '@') ? host : null, settings.Port);
    }

    /// <summary>The settings of a connection.</summary>
    internal static NpgsqlConnectionStringBuilder Parse(string address) =>
        TryParse(address, out var settings, out var problem) ? settings : throw new ArgumentException(problem, nameof(address));

    private static bool TryParse(
        string address, [NotNullWhen(true)] out NpgsqlConnectionStringBuilder? settings, [NotNullWhen(false)] out string? problem)
    {
        settings = null;
        problem = "The address of the store is not understood: write postgres://user:password@host:port/database.";
        // Without a host there is nothing for Uri to read as one.
        var text = address.Replace(":///", "://localhost/", StringComparison.Ordinal).Replace("@/", "@localhost/", StringComparison.Ordinal);
        if (!IsOne(address) || !Uri.TryCreate(text, UriKind.Absolute, out var uri))
        {
            return false;
        }

        if (uri.AbsolutePath.Trim('/') is not { Length: > 0 } database)
        {
            problem = $"The address of the store names no database: write postgres://{uri.Authority}/database.";
            return false;
        }

        var credentials = uri.UserInfo.Split(':', 2);
        var built = new NpgsqlConnectionStringBuilder
        {
            Host = uri.Host,
            Port = uri.Port > 0 ? uri.Port : 5432,
            Database = Uri.UnescapeDataString(database),
            Username = credentials[0].Length > 0 ? Uri.UnescapeDataString(credentials[0]) : null,
            Password = credentials.Length > 1 ? Uri.UnescapeDataString(credentials[1]) : null,
        };
        foreach (var part in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var pair = part.Split('=', 2);
            var (name, value) = (Uri.UnescapeDataString(pair[0]), pair.Length > 1 ? Uri.UnescapeDataString(pair[1]) : "");
            try
            {
                built[name] = value;
            }
            catch (Exception e) when (e is ArgumentException or FormatException or InvalidOperationException)
            {
                problem = $"The address of the store has '{name}={value}', which is no setting: {e.Message}";
                return false;
            }
        }

        (settings, problem) = (built, null);
        return true;
    }
}
