namespace Orleans.Runtime;

/// <summary>What a host says of itself.</summary>
public interface ILocalSiloDetails
{
    /// <summary>The name of this host: the machine's unless configured.</summary>
    string Name { get; }

    /// <summary>The cluster this host belongs to.</summary>
    string ClusterId { get; }
}
