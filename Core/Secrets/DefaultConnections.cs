using System.Collections.Immutable;

namespace Orrery.Core.Secrets;

/// <summary>Connections that Airflow makes on request, of the kinds that something here can use: places to begin from.</summary>
public static class DefaultConnections
{
    /// <summary>The connections.</summary>
    public static ImmutableArray<Connection> All { get; } =
    [
        new() { ConnectionId = "fs_default", ConnType = "fs", Extra = """{"path": "/"}""" },
        new() { ConnectionId = "http_default", ConnType = "http", Host = "https://www.httpbin.org/" },
        new() { ConnectionId = "mysql_default", ConnType = "mysql", Host = "mysql", Login = "root", Schema = "airflow" },
        new() { ConnectionId = "postgres_default", ConnType = "postgres", Host = "postgres", Login = "postgres", Password = "airflow", Schema = "airflow" },
        new() { ConnectionId = "redis_default", ConnType = "redis", Host = "redis", Port = 6379, Extra = """{"db": 0}""" },
        new() { ConnectionId = "sftp_default", ConnType = "sftp", Host = "localhost", Port = 22 },
        new() { ConnectionId = "sqlite_default", ConnType = "sqlite", Host = "/tmp/sqlite_default.db" },
        new() { ConnectionId = "ssh_default", ConnType = "ssh", Host = "localhost" },
    ];
}
