namespace Orrery.Core.Secrets;

/// <summary>What is kept secret.</summary>
public enum SecretKind
{
    /// <summary>The value of a variable.</summary>
    Variable = 0,

    /// <summary>Password and extra of a connection.</summary>
    Connection = 1,
}

/// <summary>Names of kinds.</summary>
public static class SecretKinds
{
    /// <summary>The kind in messages and in what is sealed; never changed, since what was sealed under another name cannot be opened.</summary>
    public static string WireName(this SecretKind kind) => kind switch
    {
        SecretKind.Variable => "variable",
        SecretKind.Connection => "connection",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such kind of secret."),
    };
}
