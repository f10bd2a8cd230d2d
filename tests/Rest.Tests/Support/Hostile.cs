using System.Text;
using System.Text.Json.Nodes;

namespace Orrery.Rest.Tests.Support;

/// <summary>Input nobody would send who means well, from a seed.</summary>
/// <param name="random">Draws.</param>
internal sealed class Hostile(Random random)
{
    private static readonly string[] Segments =
    [
        "~", "..", ".", "%2e%2e", "%2f", "a%2fb", "..%2f..%2fsecret", "%5c", "%00", "a%00b", "%0d%0aX-Injected:1", "%20", "%", "%zz", "%e2%80%ae", "%ff%fe", "%f0%9f%92%a9",
        "-1", "0", "1", "99999999999999999999", "-9223372036854775808", "2147483648", "1e9", "0x10", "null", "NaN", "[1]", "etl[1]", "etl[-1]", "etl[99999999999]", "'%20OR%201=1--",
        "%25%27%3B%20DROP%20TABLE%20dag", "{{7*7}}", "${jndi:x}", "<script>", "load[0]", "a" + "b",
    ];

    private static readonly string[] Texts =
    [
        "", " ", "~", "%", "_", "|", "%|%", "../../etc/passwd", "a\0b", "\u202e", "\ud83d\udca9", "'; DROP TABLE dag; --", "\" OR \"\"=\"", "{{ conf }}", "-1", "0", "1e999", "NaN", "Infinity",
        "-Infinity", "99999999999999999999", "true", "null", "[]", "{}", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.9999999Z", "2026-02-30T00:00:00Z", "2026-01-01T00:00:00+23:59",
        "-id", "--id", "run_after", "-run_after", "99-1", "-62135596800000000-0", "1-1.1", "1-1.1.k", "success", "none", "all",
    ];

    /// <summary>A part of a path.</summary>
    public string Segment(string good) => random.Next(4) switch
    {
        0 or 1 => good,
        2 => Segments[random.Next(Segments.Length)],
        _ => random.Next(3) switch
        {
            0 => new string('a', random.Next(1, 4_000)),
            1 => Uri.EscapeDataString(Text()),
            _ => string.Concat(Enumerable.Range(0, random.Next(1, 40)).Select(_ => $"%{random.Next(256):x2}")),
        },
    };

    /// <summary>A text.</summary>
    public string Text() => random.Next(6) == 0
        ? new string((char)random.Next(1, 0x2fff), random.Next(1, 3_000))
        : Texts[random.Next(Texts.Length)];

    /// <summary>A text of one kind, or of any.</summary>
    public string Value(string type) => random.Next(3) == 0 ? Text() : type switch
    {
        "integer" => $"{random.NextInt64(-5, 5)}",
        "number" => "0.5",
        "boolean" => "true",
        "date-time" => "2026-01-01T00:00:00Z",
        _ => "a",
    };

    /// <summary>A body: of a known shape, of another, broken, deep or large.</summary>
    public string Body(IReadOnlyList<string> fields)
    {
        switch (random.Next(8))
        {
            case 0:
                return new string('[', 10_000);
            case 1:
                return new string('{', random.Next(1, 5)) + "\"a\":";
            case 2:
                return $"\"{new string('x', random.Next(1, 200_000))}\"";
            case 3:
                return "{\"\\ud800\":\"\\udfff\"}";
            case 4:
                return $"[{string.Join(',', Enumerable.Repeat("null", random.Next(1, 2_000)))}]";
            default:
                var body = new JsonObject();
                foreach (var field in fields.Where(_ => random.Next(3) > 0))
                {
                    body[field] = Json(depth: 0);
                }

                if (random.Next(5) == 0)
                {
                    body[Encoding.ASCII.GetString([(byte)random.Next(97, 122)])] = Json(depth: 0);
                }

                return body.ToJsonString();
        }
    }

    private JsonNode? Json(int depth) => random.Next(depth > 4 ? 6 : 9) switch
    {
        0 => null,
        1 => random.Next(2) == 0,
        2 => random.NextInt64(long.MinValue, long.MaxValue),
        3 => random.NextDouble() * 1e300,
        4 or 5 => Text(),
        6 => new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Json(depth + 1))]),
        7 => new JsonObject(Enumerable.Range(0, random.Next(4)).Select(i => KeyValuePair.Create($"k{i}", Json(depth + 1)))),
        _ => new JsonArray(new JsonObject { ["action"] = "create", ["entities"] = new JsonArray(Json(depth + 1), new JsonObject { ["name"] = Text(), ["slots"] = random.Next(-5, 5) }) }),
    };
}
