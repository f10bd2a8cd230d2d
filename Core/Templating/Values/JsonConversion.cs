using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Orrery.Core.Templating.Values;

/// <summary>Between JSON documents and template values.</summary>
internal static class JsonConversion
{
    public static TemplateValue FromJson(JsonNode? node)
    {
        switch (node)
        {
            case null:
                return NoneValue.Instance;
            case JsonArray list:
                return new ListValue([.. list.Select(FromJson)]);
            case JsonObject map:
                var dict = new DictValue();
                foreach (var (key, value) in map)
                {
                    dict.Items.Add(new StringValue(key), FromJson(value));
                }
                return dict;
            default:
                return FromScalar(node.AsValue());
        }
    }

    public static JsonNode? ToJson(TemplateValue value)
    {
        int nodes = 0;
        return ToJson(value, depth: 0, ref nodes);
    }

    private static JsonNode? ToJson(TemplateValue value, int depth, ref int nodes)
    {
        // Lists that share their parts can be far larger than the memory they take.
        if (++nodes > TemplateLimits.Default.MaxSteps)
        {
            throw new NotSupportedException($"The value has more than {TemplateLimits.Default.MaxSteps} parts.");
        }
        if (depth > BoundedText.MaxDepth)
        {
            throw new NotSupportedException($"The value is nested deeper than {BoundedText.MaxDepth} levels, or contains itself.");
        }
        return value switch
        {
            NoneValue or UndefinedValue { IsLenient: true } => null,
            BoolValue flag => JsonValue.Create(flag.Value),
            IntValue number => JsonNode.Parse(number.Value.ToString(CultureInfo.InvariantCulture)),
            FloatValue number when double.IsFinite(number.Value) => JsonValue.Create(number.Value),
            StringValue text => JsonValue.Create(text.Value),
            ListValue list => ToArray(list.Items, depth, ref nodes),
            TupleValue tuple => ToArray(tuple.Items, depth, ref nodes),
            DictValue dict => ToObject(dict, depth, ref nodes),
            DateTimeValue moment => JsonValue.Create(moment.IsoFormat('T')),
            DateValue or TimeDeltaValue => JsonValue.Create(value.ToString()),
            _ => throw new NotSupportedException(
                $"A template value of type '{value.TypeName}' has no JSON form; convert it to text or a number first."),
        };
    }

    private static JsonArray ToArray(IReadOnlyList<TemplateValue> items, int depth, ref int nodes)
    {
        var array = new JsonArray();
        foreach (var item in items)
        {
            array.Add(ToJson(item, depth + 1, ref nodes));
        }
        return array;
    }

    private static JsonObject ToObject(DictValue dict, int depth, ref int nodes)
    {
        var map = new JsonObject();
        foreach (var (key, value) in dict.Items)
        {
            map[JsonText.KeyOf(key)] = ToJson(value, depth + 1, ref nodes);
        }
        return map;
    }

    private static TemplateValue FromScalar(JsonValue value)
    {
        switch (value.GetValueKind())
        {
            case JsonValueKind.True:
                return BoolValue.True;
            case JsonValueKind.False:
                return BoolValue.False;
            case JsonValueKind.Null:
                return NoneValue.Instance;
            case JsonValueKind.String:
                return new StringValue(value.TryGetValue(out string? text) ? text : JsonNode.Parse(value.ToJsonString())!.GetValue<string>());
            case JsonValueKind.Number:
                string literal = value.ToJsonString();
                return literal.AsSpan().ContainsAny(".eE")
                    ? new FloatValue(double.Parse(literal, CultureInfo.InvariantCulture))
                    : IntValue.Of(BigInteger.Parse(literal, CultureInfo.InvariantCulture));
            default:
                return FromJson(JsonNode.Parse(value.ToJsonString()));
        }
    }
}
