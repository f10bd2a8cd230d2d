using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Npgsql;
using Orrery.Core.Secrets;

namespace Orrery.Runtime.Secrets;

/// <summary>Tries connections: signs in where it knows how to, else looks whether somebody listens.</summary>
/// <param name="clock">The clock of time-outs.</param>
public sealed class ConnectionTester(TimeProvider clock)
{
    /// <summary>How long a system has to answer: 10 s.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Tries a connection.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether the system answers, and what it said or why it does not.</returns>
    public async Task<(bool Answers, string Message)> TestAsync(Connection connection, CancellationToken cancellationToken = default)
    {
        using var limit = new CancellationTokenSource(Patience, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return connection.ConnType switch
            {
                "http" or "https" => await HttpAsync(connection, both.Token),
                "postgres" => await PostgresAsync(connection, both.Token),
                _ => await SocketAsync(connection, both.Token),
            };
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return (false, $"It has not answered within {Patience.TotalSeconds} s.");
        }
        catch (Exception e) when (e is SocketException or HttpRequestException or NpgsqlException or IOException or UriFormatException or ArgumentException)
        {
            return (false, e.Message);
        }
    }

    private static async Task<(bool, string)> HttpAsync(Connection connection, CancellationToken cancellationToken)
    {
        // As Airflow's hook: the schema of the connection is the protocol, unless the host says it.
        var host = connection.Host ?? "localhost";
        var address = host.Contains("://", StringComparison.Ordinal) ? host : $"{connection.Schema ?? connection.ConnType}://{host}";
        var url = new UriBuilder(address);
        if (connection.Port is { } port)
        {
            url.Port = port;
        }

        if (url.Scheme is not ("http" or "https"))
        {
            return (false, "Its protocol is neither http nor https: correct the schema or the host.");
        }

        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        using var http = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, url.Uri);
        if (connection.Login is { } login)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{login}:{connection.Password}")));
        }

        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return ((int)response.StatusCode < 400, $"It answered {(int)response.StatusCode} {response.ReasonPhrase}.");
    }

    private static async Task<(bool, string)> PostgresAsync(Connection connection, CancellationToken cancellationToken)
    {
        var address = new NpgsqlConnectionStringBuilder
        {
            Host = connection.Host ?? "localhost",
            Port = connection.Port ?? NpgsqlConnection.DefaultPort,
            Username = connection.Login,
            Password = connection.Password,
            Database = connection.Schema,
            Pooling = false,
        };
        await using var database = new NpgsqlConnection(address.ConnectionString);
        await database.OpenAsync(cancellationToken);
        return (true, $"Signed in: PostgreSQL {database.PostgreSqlVersion}.");
    }

    private static async Task<(bool, string)> SocketAsync(Connection connection, CancellationToken cancellationToken)
    {
        if (connection is not { Host: { } host, Port: { } port })
        {
            return (false, $"A connection of type '{connection.ConnType}' can only be tried by its host and port: give both.");
        }

        using var client = new TcpClient();
        await client.ConnectAsync(host, port, cancellationToken);
        return (true, "Somebody listens at its host and port; whether login and password are right was not tried.");
    }
}
