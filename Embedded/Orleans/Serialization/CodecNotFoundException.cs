namespace Orleans.Serialization;

/// <summary>The base of errors about values that cannot travel in calls or be stored.</summary>
/// <param name="message">What is wrong.</param>
[GenerateSerializer]
public class SerializerException(string message) : Exception(message);

/// <summary>A value's type, or a member of it, lacks what it needs to travel in calls or be stored.</summary>
/// <param name="message">Type, member and remedy.</param>
[GenerateSerializer]
public sealed class CodecNotFoundException(string message) : SerializerException(message);
