using System.Text.Json.Serialization;

namespace Orrery.Client.Http.Wire;

/// <summary>An error as RFC 9457 has it.</summary>
/// <param name="Type">Names the kind of problem; <c>about:blank</c>: the status says it all.</param>
/// <param name="Title">The status in words.</param>
/// <param name="Status">The status.</param>
/// <param name="Detail">Everything that is wrong and what would be right, for people.</param>
/// <param name="Errors">Each problem by itself.</param>
internal sealed record ProblemWire(
    string Type, string Title, int Status, string Detail, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ProblemEntry[]? Errors = null);

/// <summary>One problem.</summary>
/// <param name="Field">The field of the body, the parameter or the part of the path that has it; null: the request as a whole.</param>
/// <param name="Detail">What is wrong and what would be right.</param>
internal sealed record ProblemEntry([property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Field, string Detail);
