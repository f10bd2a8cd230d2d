namespace Orrery.Core.Json;

/// <summary>A JSON value that has no canonical form; the message says where it is, what is wrong and what would be right.</summary>
public sealed class CanonicalJsonException : FormatException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="path">JSON path of the value, <c>$</c> for the root.</param>
    /// <param name="problem">What is wrong and what would be right, without the path.</param>
    /// <param name="innerException">What the JSON reader reported, if it did.</param>
    public CanonicalJsonException(string path, string problem, Exception? innerException = null)
        : base($"{path}: {problem}", innerException) =>
        Path = path;

    /// <summary>JSON path of the value, such as <c>$.tasks[2].env</c>; <c>$</c> when the reader could not tell.</summary>
    public string Path { get; }
}
