using System.Text.Json.Nodes;
using Orrery.Core.Dags;
using Orrery.Core.Templating;

namespace Orrery.Core.Mapping;

/// <summary>Works out the instances of a mapped task from the values of its inputs.</summary>
/// <param name="name">What is expanded, for messages: the id of the task or group.</param>
/// <param name="context">The facts of the run, for templates.</param>
/// <param name="xcom">The value a task pushed; null when there is none.</param>
public sealed class Expander(string name, TemplateContext context, Func<ExpandInput.XCom, JsonNode?> xcom)
{
    /// <summary>The instances.</summary>
    /// <exception cref="TemplateError">A template cannot be rendered.</exception>
    /// <exception cref="XComsNeededException">XComs have to be loaded first.</exception>
    public ExpandOutcome Expand(ExpandDefinition definition)
    {
        try
        {
            var values = definition switch
            {
                ExpandDefinition.Arguments arguments => new ExpandedValues([.. arguments.Items.Select(a => (a.Name, Items(a.Input, $"expand.{a.Name}")))]),
                ExpandDefinition.ArgumentSets sets => Sets(Items(sets.Input, "expand_kwargs")),
                _ => throw new System.Diagnostics.UnreachableException($"'{name}' is expanded over {definition.GetType()}, which nobody handles."),
            };
            return values.Count <= ExpandLimits.MaxInstances
                ? new ExpandOutcome.Known(values)
                : new ExpandOutcome.Invalid($"'{name}' would get {values.Count} instances, and {ExpandLimits.MaxInstances} is the most: expand it over less.");
        }
        catch (MissingInputException missing)
        {
            return new ExpandOutcome.Missing(missing.TaskId);
        }
        catch (InvalidInputException invalid)
        {
            return new ExpandOutcome.Invalid(invalid.Message);
        }
    }

    private ExpandedValues Sets(IReadOnlyList<JsonNode?> items)
    {
        var wrong = items.Select((item, index) => (item, index)).FirstOrDefault(x => x.item is not JsonObject);
        return items.All(i => i is JsonObject)
            ? new ExpandedValues(items)
            : throw new InvalidInputException($"Item {wrong.index} of expand_kwargs of '{name}' is {Describe(wrong.item)}: each item must be a mapping from argument to value.");
    }

    private IReadOnlyList<JsonNode?> Items(ExpandInput input, string field) => input switch
    {
        ExpandInput.Literal literal => [.. literal.Items.Select((item, i) => TemplateTree.Parse(item, $"{field}[{i}]").Render(context))],
        ExpandInput.Template template => ItemsOf(Value(template.Text, field, context), field),
        ExpandInput.XCom pulled => ItemsOf(xcom(pulled) ?? throw new MissingInputException(pulled.TaskId), field),
        ExpandInput.Zip zip => ExpandItems.Zip([.. zip.Inputs.Select(i => Items(i, field))], zip.HasFill, zip.Fill),
        ExpandInput.Concat concat => ExpandItems.Concat([.. concat.Inputs.Select(i => Items(i, field))]),
        ExpandInput.Map map => [.. Items(map.Input, field).Select(item => Mapped(map, item, field))],
        _ => throw new System.Diagnostics.UnreachableException($"'{name}' is expanded over {input.GetType()}, which nobody handles."),
    };

    private JsonNode? Mapped(ExpandInput.Map map, JsonNode? item, string field)
    {
        if (ReferenceEquals(item, ExpandItems.Skip))
        {
            return item;
        }

        var extra = new Dictionary<string, JsonNode?>(context.Extra, StringComparer.Ordinal) { ["item"] = item };
        var own = context with { Extra = extra };
        if (map.SkipIf is { } condition && Template.Parse(condition, $"{field}.skip_if").Evaluate(own).IsTruthy)
        {
            return ExpandItems.Skip;
        }

        return map.To is { } to ? Value(to, $"{field}.to", own) : item?.DeepClone();
    }

    private static JsonNode? Value(string template, string field, TemplateContext context)
    {
        try
        {
            return Template.Parse(template, field).Evaluate(context).ToJson();
        }
        catch (NotSupportedException e)
        {
            throw new InvalidInputException($"{field} cannot be gone through: {e.Message}");
        }
    }

    private IReadOnlyList<JsonNode?> ItemsOf(JsonNode? value, string field) =>
        ExpandItems.Of(value) ?? throw new InvalidInputException($"{field} of '{name}' is {Describe(value)}: it must be a list or a mapping.");

    private static string Describe(JsonNode? value) => value switch
    {
        null => "nothing",
        JsonArray => "a list",
        JsonObject => "a mapping",
        _ when value.ToJsonString() is { Length: > 40 } text => text[..40] + "…",
        _ => value.ToJsonString(),
    };

    private sealed class MissingInputException(string taskId) : Exception
    {
        public string TaskId => taskId;
    }

    private sealed class InvalidInputException(string message) : Exception(message);
}
