using System.Text.Json.Nodes;
using Orrery.Core.Dags;

namespace Orrery.Core.Validation;

/// <summary>The parameters of a run: the DAG's defaults with what the run brings laid over them.</summary>
public static class Params
{
    /// <summary>Resolves and checks the parameters of a run.</summary>
    /// <param name="dag">The DAG.</param>
    /// <param name="conf">
    /// Values by name. They replace defaults whole; names the DAG does not declare are added as they are. Null: none.
    /// </param>
    public static ParamsResult Resolve(DagDefinition dag, JsonObject? conf)
    {
        var errors = new List<ParamError>();
        var values = new JsonObject();
        foreach (var (name, param) in dag.Params)
        {
            var isGiven = conf is not null && conf.ContainsKey(name);
            if (!isGiven && !param.HasDefault)
            {
                errors.Add(new ParamError(name, "$", "has no default and was not given"));
                continue;
            }

            var value = isGiven ? conf![name] : param.Default;
            errors.AddRange(JsonSchemaCheck.Validate(value, param.Schema).Select(e => new ParamError(name, e.Path, e.Message)));
            values[name] = value?.DeepClone();
        }

        foreach (var (name, value) in conf ?? [])
        {
            if (!dag.Params.ContainsKey(name))
            {
                values[name] = value?.DeepClone();
            }
        }

        return new ParamsResult(errors.Count == 0 ? values : null, errors);
    }
}

/// <summary>The parameters of a run, or everything that is wrong with them.</summary>
/// <param name="Values">The values by name; null when there are errors.</param>
/// <param name="Errors">The errors, in the order of the DAG's parameters; empty when the values are good.</param>
public sealed record ParamsResult(JsonObject? Values, IReadOnlyList<ParamError> Errors);

/// <summary>Why a parameter is refused.</summary>
/// <param name="Name">The parameter.</param>
/// <param name="Path">JSON path of the offending part of its value, <c>$</c> for the whole.</param>
/// <param name="Message">What is wrong, as <c>is 11, more than the maximum 10</c>.</param>
public readonly record struct ParamError(string Name, string Path, string Message)
{
    /// <summary>One line for people: <c>param 'n': $ is 11, more than the maximum 10</c>.</summary>
    public override string ToString() => $"param '{Name}': {Path} {Message}";
}
