namespace Orleans;

/// <summary>Exempts a grain class from idle collection: its activations stay until the host stops or they deactivate themselves.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public class KeepAliveAttribute : Attribute;
