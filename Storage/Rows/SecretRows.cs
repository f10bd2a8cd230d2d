namespace Orrery.Storage.Rows;

/// <summary>A variable. Key: its key. The store never sees its value, only what it was sealed to.</summary>
public sealed record VariableRow : FencedRow
{
    /// <summary>Key.</summary>
    public required string Key { get; init; }

    /// <summary>The value, encrypted.</summary>
    public required byte[] Sealed { get; init; }

    /// <summary>The key it was encrypted with.</summary>
    public required string KeyId { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>Takes a variable away; refused when somebody changed it meanwhile.</summary>
public sealed record VariableRemoval : FencedRemoval
{
    /// <summary>Key of the variable.</summary>
    public required string Key { get; init; }
}

/// <summary>A connection: where some system is, and how to sign in there. Key: connection id.</summary>
public sealed record ConnectionRow : FencedRow
{
    /// <summary>Id.</summary>
    public required string ConnectionId { get; init; }

    /// <summary>Kind of system: <c>postgres</c>, <c>http</c>, <c>aws</c>.</summary>
    public required string ConnType { get; init; }

    /// <summary>Host.</summary>
    public string? Host { get; init; }

    /// <summary>Port.</summary>
    public int? Port { get; init; }

    /// <summary>Name to sign in with.</summary>
    public string? Login { get; init; }

    /// <summary>Schema or database.</summary>
    public string? Schema { get; init; }

    /// <summary>Password and extra, encrypted.</summary>
    public required byte[] Sealed { get; init; }

    /// <summary>The key they were encrypted with.</summary>
    public required string KeyId { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>Takes a connection away; refused when somebody changed it meanwhile.</summary>
public sealed record ConnectionRemoval : FencedRemoval
{
    /// <summary>Id of the connection.</summary>
    public required string ConnectionId { get; init; }
}
