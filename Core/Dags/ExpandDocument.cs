using System.Text.Json.Nodes;
using Orrery.Core.Templating;

namespace Orrery.Core.Dags;

/// <summary>The document form of expansions. Arguments are a list, since their order counts and that of a mapping's keys is not kept.</summary>
internal static class ExpandDocument
{
    /// <summary>Adds <c>expand</c> or <c>expand_kwargs</c>; nothing for what is not mapped.</summary>
    public static void AddTo(JsonObject json, ExpandDefinition? expand)
    {
        switch (expand)
        {
            case null:
                break;
            case ExpandDefinition.Arguments arguments:
                json["expand"] = new JsonArray([.. arguments.Items.Select(a => new JsonObject { [a.Name] = Input(a.Input) })]);
                break;
            case ExpandDefinition.ArgumentSets sets:
                json["expand_kwargs"] = Input(sets.Input);
                break;
            default:
                throw new System.Diagnostics.UnreachableException($"No document form for the expansion {expand.GetType()}.");
        }
    }

    private static JsonNode Input(ExpandInput input) => input switch
    {
        ExpandInput.Literal literal => new JsonArray([.. literal.Items.Select(i => i?.DeepClone())]),
        ExpandInput.Template template => template.Text,
        ExpandInput.XCom { Key: XComKey.ReturnValue } xcom => new JsonObject { ["xcom"] = xcom.TaskId },
        ExpandInput.XCom xcom => new JsonObject { ["xcom"] = xcom.TaskId, ["key"] = xcom.Key },
        ExpandInput.Zip { HasFill: true } zip => new JsonObject { ["zip"] = List(zip.Inputs), ["fill"] = zip.Fill?.DeepClone() },
        ExpandInput.Zip zip => new JsonObject { ["zip"] = List(zip.Inputs) },
        ExpandInput.Concat concat => new JsonObject { ["concat"] = List(concat.Inputs) },
        ExpandInput.Map map => Map(map),
        _ => throw new System.Diagnostics.UnreachableException($"No document form for the input {input.GetType()}."),
    };

    private static JsonObject Map(ExpandInput.Map map)
    {
        var json = new JsonObject { ["map"] = Input(map.Input) };
        if (map.To is not null)
        {
            json["to"] = map.To;
        }

        if (map.SkipIf is not null)
        {
            json["skip_if"] = map.SkipIf;
        }

        return json;
    }

    private static JsonArray List(IEnumerable<ExpandInput> inputs) => new([.. inputs.Select(Input)]);
}
