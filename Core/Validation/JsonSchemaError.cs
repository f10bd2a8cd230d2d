namespace Orrery.Core.Validation;

/// <summary>Why a value does not satisfy a JSON Schema, or what is wrong with the schema itself.</summary>
/// <param name="Path">JSON path of the offending part, <c>$</c> for the whole.</param>
/// <param name="Message">What is wrong, as <c>is 11, more than the maximum 10</c>: no subject, no full stop.</param>
public readonly record struct JsonSchemaError(string Path, string Message)
{
    /// <summary>Path and message.</summary>
    public override string ToString() => $"{Path} {Message}";
}
