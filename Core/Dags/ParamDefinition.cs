using System.Text.Json.Nodes;

namespace Orrery.Core.Dags;

/// <summary>A parameter of a DAG: a default and the JSON Schema its value must satisfy.</summary>
public sealed record ParamDefinition
{
    /// <summary>Whether a default is given; without one, a run must bring a value.</summary>
    public bool HasDefault { get; init; }

    /// <summary>The default; a JSON null is a value.</summary>
    public JsonNode? Default { get; init; }

    /// <summary>The JSON Schema (2020-12) of the value; null: anything goes.</summary>
    public JsonObject? Schema { get; init; }

    /// <summary>What the parameter is for, in words.</summary>
    public string? Description { get; init; }
}
