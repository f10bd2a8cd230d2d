using Orrery.Core.Secrets;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Grains.Interfaces.Secrets;

/// <summary>A connection. In lists its password is <c>***</c>, and in its extra what goes by names that promise a secret. Field names are those of the REST API.</summary>
[GenerateSerializer, Immutable, Alias("orrery.connection_info")]
public sealed record ConnectionInfo
{
    /// <summary>Id.</summary>
    [Id(0)] public required string ConnectionId { get; init; }

    /// <summary>Kind of system.</summary>
    [Id(1)] public required string ConnType { get; init; }

    /// <summary>What it is for.</summary>
    [Id(2)] public string? Description { get; init; }

    /// <summary>Host.</summary>
    [Id(3)] public string? Host { get; init; }

    /// <summary>Name to sign in with.</summary>
    [Id(4)] public string? Login { get; init; }

    /// <summary>Schema or database.</summary>
    [Id(5)] public string? Schema { get; init; }

    /// <summary>Port.</summary>
    [Id(6)] public int? Port { get; init; }

    /// <summary>Password.</summary>
    [Id(7)] public string? Password { get; init; }

    /// <summary>Whatever else, as a JSON object.</summary>
    [Id(8)] public string? Extra { get; init; }

    /// <summary>Why its password and extra cannot be opened; null: they can.</summary>
    [Id(9)] public string? Problem { get; init; }

    /// <summary>The id and kind alone: the rest is not for logs.</summary>
    public override string ToString() => $"{ConnectionId} ({ConnType})";

    /// <summary>From the domain's connection, in clear.</summary>
    public static ConnectionInfo Of(Connection connection) => new()
    {
        ConnectionId = connection.ConnectionId,
        ConnType = connection.ConnType,
        Description = connection.Description,
        Host = connection.Host,
        Login = connection.Login,
        Schema = connection.Schema,
        Port = connection.Port,
        Password = connection.Password,
        Extra = connection.Extra,
    };

    /// <summary>As the domain's connection.</summary>
    public Connection ToConnection() => new()
    {
        ConnectionId = ConnectionId,
        ConnType = ConnType,
        Description = Description,
        Host = Host,
        Login = Login,
        Schema = Schema,
        Port = Port,
        Password = Password,
        Extra = Extra,
    };
}

/// <summary>What somebody wants a connection to be. Only what <see cref="Fields"/> names is changed.</summary>
[GenerateSerializer, Immutable, Alias("orrery.connection_change")]
public sealed record ConnectionChange
{
    /// <summary>Names of all fields that can be changed.</summary>
    public static ImmutableArray<string> AllFields { get; } = ["conn_type", "description", "host", "login", "schema", "port", "password", "extra"];

    /// <summary>The connection; its password, and parts of its extra, that are <c>***</c> stay what they were.</summary>
    [Id(0)] public required ConnectionInfo Connection { get; init; }

    /// <summary>Which of its fields are given. Default: <see cref="AllFields"/>.</summary>
    [Id(1)] public ImmutableArray<string> Fields { get; init; } = AllFields;

    /// <summary>Whether it must not exist yet (true), must exist (false), or either (null).</summary>
    [Id(2)] public bool? IsNew { get; init; }

    /// <summary>Who asks.</summary>
    [Id(3)] public string Actor { get; init; } = "api";

    /// <summary>Whether a field is given.</summary>
    public bool Has(string field) => Fields.Contains(field, StringComparer.Ordinal);
}

/// <summary>What came of trying a connection.</summary>
[GenerateSerializer, Immutable, Alias("orrery.connection_test")]
public sealed record ConnectionTestResult
{
    /// <summary>Whether it was tried at all.</summary>
    [Id(0)] public required ActionResult Outcome { get; init; }

    /// <summary>Whether the system answered.</summary>
    [Id(1)] public bool Status { get; init; }

    /// <summary>What it said, or why it did not.</summary>
    [Id(2)] public string Message { get; init; } = "";
}
