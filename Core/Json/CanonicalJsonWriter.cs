using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Orrery.Core.Json;

/// <summary>Writes one value in canonical form; see <see cref="CanonicalJson"/>.</summary>
internal readonly struct CanonicalJsonWriter(ArrayBufferWriter<byte> output)
{
    // Every integer with at most 15 digits is exactly a double.
    private const int AlwaysExactDigits = 15;

    public void Write(JsonNode? node, int depth)
    {
        switch (node)
        {
            case null:
                output.Write("null"u8);
                break;
            case JsonObject map:
                WriteObject(map, Deeper(map, depth));
                break;
            case JsonArray list:
                WriteArray(list, Deeper(list, depth));
                break;
            default:
                WriteScalar(node.AsValue(), depth);
                break;
        }
    }

    private void WriteObject(JsonObject map, int depth)
    {
        KeyValuePair<string, JsonNode?>[] members;
        try
        {
            members = [.. map];
        }
        catch (ArgumentException e)
        {
            // A node over parsed text finds its duplicates only when it is first enumerated.
            throw new CanonicalJsonException(map.GetPath(), $"the object has a key twice; keep one of them ({e.Message})", e);
        }
        catch (InvalidOperationException e)
        {
            throw new CanonicalJsonException(map.GetPath(), $"a key is not valid Unicode: {e.Message}", e);
        }
        Array.Sort(members, static (a, b) => string.CompareOrdinal(a.Key, b.Key));

        Put('{');
        for (int i = 0; i < members.Length; i++)
        {
            if (i > 0)
            {
                Put(',');
            }
            WriteString(members[i].Key, map);
            Put(':');
            Write(members[i].Value, depth);
        }
        Put('}');
    }

    private void WriteArray(JsonArray list, int depth)
    {
        Put('[');
        for (int i = 0; i < list.Count; i++)
        {
            if (i > 0)
            {
                Put(',');
            }
            Write(list[i], depth);
        }
        Put(']');
    }

    private void WriteScalar(JsonValue value, int depth)
    {
        switch (value.GetValueKind())
        {
            case JsonValueKind.True:
                output.Write("true"u8);
                break;
            case JsonValueKind.False:
                output.Write("false"u8);
                break;
            case JsonValueKind.Null:
                output.Write("null"u8);
                break;
            case JsonValueKind.Number:
                WriteNumber(value);
                break;
            case JsonValueKind.String:
                WriteString(ReadString(value), value);
                break;
            default:
                // A CLR object wrapped as a value: what it serializes to is what counts.
                Write(JsonNode.Parse(value.ToJsonString()), depth);
                break;
        }
    }

    private static string ReadString(JsonValue value)
    {
        try
        {
            // Dates, GUIDs and the like are strings in JSON without being strings in memory.
            return value.TryGetValue(out string? text) ? text : JsonNode.Parse(value.ToJsonString())!.GetValue<string>();
        }
        catch (InvalidOperationException e)
        {
            throw new CanonicalJsonException(value.GetPath(), $"the string is not valid Unicode: {e.Message}", e);
        }
    }

    private void WriteString(string text, JsonNode where)
    {
        Put('"');
        int plainFrom = 0;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (char.IsSurrogate(c))
            {
                if (i + 1 >= text.Length || !char.IsSurrogatePair(c, text[i + 1]))
                {
                    throw new CanonicalJsonException(
                        where.GetPath(), $"character {i} is the lone surrogate U+{(int)c:X4}; surrogates must come in pairs");
                }
                i++;
            }
            else if (c is < ' ' or '"' or '\\')
            {
                PutText(text.AsSpan(plainFrom, i - plainFrom));
                PutText(Escape(c));
                plainFrom = i + 1;
            }
        }
        PutText(text.AsSpan(plainFrom));
        Put('"');
    }

    private static string Escape(char c) => c switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\b' => "\\b",
        '\t' => "\\t",
        '\n' => "\\n",
        '\f' => "\\f",
        '\r' => "\\r",
        _ => $"\\u{(int)c:x4}",
    };

    private void WriteNumber(JsonValue value)
    {
        string literal;
        try
        {
            literal = value.ToJsonString();
        }
        catch (ArgumentException e)
        {
            throw new CanonicalJsonException(value.GetPath(), "NaN and infinities are not JSON; use null or a string", e);
        }
        double number = double.Parse(literal, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (!double.IsFinite(number))
        {
            throw new CanonicalJsonException(value.GetPath(), $"{literal} is larger than a double can hold; write it as a string");
        }
        string canonical = EcmaScript(number);
        if (LosesDigits(literal, number, canonical))
        {
            throw new CanonicalJsonException(
                value.GetPath(), $"the integer {literal} would become {canonical}, because JSON numbers are doubles; write it as a string");
        }
        PutText(canonical);
    }

    /// <summary>ECMAScript's Number::toString, which RFC 8785 prescribes.</summary>
    internal static string EcmaScript(double number)
    {
        if (number == 0)
        {
            return "0";
        }
        var digits = ShortestDecimal.Of(number);
        return digits.Point is > -6 and <= 21 ? digits.ToFixed(integerSuffix: "") : digits.ToExponential(exponentDigits: 1);
    }

    private static bool LosesDigits(string literal, double number, string canonical)
    {
        if (literal.Length <= AlwaysExactDigits || literal.AsSpan().ContainsAny(".eE"))
        {
            return false;
        }
        var exact = BigInteger.Parse(literal, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        // The canonical digits themselves must pass, or the canonical form of a large integer could not be read back.
        return exact != new BigInteger(number)
            && exact != BigInteger.Parse(canonical, NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    private static int Deeper(JsonNode node, int depth) => depth < CanonicalJson.MaxDepth
        ? depth + 1
        : throw new CanonicalJsonException(node.GetPath(), $"nested deeper than {CanonicalJson.MaxDepth} levels");

    private void Put(char ascii)
    {
        output.GetSpan(1)[0] = (byte)ascii;
        output.Advance(1);
    }

    private void PutText(ReadOnlySpan<char> text) => Encoding.UTF8.GetBytes(text, output);
}
