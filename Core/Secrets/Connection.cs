namespace Orrery.Core.Secrets;

/// <summary>Where some system is, and how to sign in there: Airflow's connection.</summary>
public sealed record Connection
{
    /// <summary>Id by which tasks name it.</summary>
    public required string ConnectionId { get; init; }

    /// <summary>Kind of system: <c>postgres</c>, <c>http</c>, <c>aws</c>.</summary>
    public required string ConnType { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>Host; with the protocol in front, <c>https://example.com</c>, where the kind of system does not say it.</summary>
    public string? Host { get; init; }

    /// <summary>Name to sign in with.</summary>
    public string? Login { get; init; }

    /// <summary>Password.</summary>
    public string? Password { get; init; }

    /// <summary>Schema or database.</summary>
    public string? Schema { get; init; }

    /// <summary>Port: 1 to 65,535.</summary>
    public int? Port { get; init; }

    /// <summary>Whatever else the kind of system needs, as a JSON object.</summary>
    public string? Extra { get; init; }

    /// <summary>The id and kind alone: the rest is not for logs.</summary>
    public override string ToString() => $"{ConnectionId} ({ConnType})";

    /// <summary>The kind of system as Airflow writes it: <c>postgresql</c> is <c>postgres</c>, dashes are underscores.</summary>
    public static string NormalizeType(string connType) =>
        connType.Equals("postgresql", StringComparison.OrdinalIgnoreCase) ? "postgres" : connType.Replace('-', '_');
}
