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

    public static JsonNode? ToJson(TemplateValue value, int depth)
    {
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
            ListValue list => new JsonArray([.. list.Items.Select(item => ToJson(item, depth + 1))]),
            TupleValue tuple => new JsonArray([.. tuple.Items.Select(item => ToJson(item, depth + 1))]),
            DictValue dict => new JsonObject(dict.Items.Select(p => KeyValuePair.Create(JsonText.KeyOf(p.Key), ToJson(p.Value, depth + 1)))),
            DateTimeValue moment => JsonValue.Create(moment.IsoFormat('T')),
            DateValue or TimeDeltaValue => JsonValue.Create(value.ToString()),
            _ => throw new NotSupportedException(
                $"A template value of type '{value.TypeName}' has no JSON form; convert it to text or a number first."),
        };
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
