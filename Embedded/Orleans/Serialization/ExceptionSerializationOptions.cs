namespace Orleans.Serialization;

/// <summary>Which exceptions without <see cref="GenerateSerializerAttribute"/> reach callers as what they are.</summary>
public class ExceptionSerializationOptions
{
    /// <summary>What the namespaces of such exceptions start with. Default: <c>Microsoft</c>, <c>System</c>, <c>Azure</c>.</summary>
    public HashSet<string> SupportedNamespacePrefixes { get; } = new(StringComparer.Ordinal) { "Microsoft", "System", "Azure" };

    /// <summary>Whether an exception of another namespace is one, too. Default: none is.</summary>
    public Func<Type, bool> SupportedExceptionTypeFilter { get; set; } = _ => false;
}
