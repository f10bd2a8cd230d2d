using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orrery.Core.Json;

namespace Orrery.Core.Tests.Json;

/// <summary>Properties that hold for every document, tried on generated ones; the seed of a failing document is in the message.</summary>
public sealed class CanonicalJsonPropertyTests
{
    private static readonly string[] Fragments = ["a", "b", "Z", "0", "é", "€", "😀", "\ufb33", "\n", "\u0001", "\"", "\\", "/", " ", "\u2028"];
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    [Fact]
    public void Canonicalize_WhenKeyOrderAndWhiteSpaceDiffer_GivesTheSameBytes() => ForEachDocument((random, document) =>
    {
        byte[] shuffled = Encoding.UTF8.GetBytes(Shuffle(random, document)?.ToJsonString(Indented) ?? " null ");

        CanonicalJson.Canonicalize(shuffled).ShouldBe(CanonicalJson.Canonicalize(document));
    });

    [Fact]
    public void Canonicalize_WhenAppliedTwice_ChangesNothing() => ForEachDocument((_, document) =>
    {
        byte[] once = CanonicalJson.Canonicalize(document);

        CanonicalJson.Canonicalize(once).ShouldBe(once);
    });

    [Fact]
    public void Canonicalize_WhenReadBack_IsTheSameValue() => ForEachDocument((_, document) =>
        JsonNode.DeepEquals(JsonNode.Parse(CanonicalJson.Canonicalize(document)), document).ShouldBeTrue());

    [Fact]
    public void Canonicalize_WhenOneScalarIsAdded_GivesOtherBytes() => ForEachDocument((_, document) =>
        CanonicalJson.Canonicalize(new JsonArray(document?.DeepClone(), 1)).ShouldNotBe(CanonicalJson.Canonicalize(new JsonArray(document?.DeepClone()))));

    [Fact]
    public void Canonicalize_WhenGivenAnyFiniteDouble_ReadsBackAsTheSameDouble()
    {
        var random = new Random(8785);
        for (int i = 0; i < 20_000; i++)
        {
            double number = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
            if (double.IsFinite(number))
            {
                byte[] text = CanonicalJson.Canonicalize(JsonValue.Create(number));

                JsonNode.Parse(text)!.GetValue<double>().ShouldBe(number, $"iteration {i}");
            }
        }
    }

    private static void ForEachDocument(Action<Random, JsonNode?> check)
    {
        for (int seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            JsonNode? document = Any(random, depth: 0);
            try
            {
                check(random, document);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"seed {seed}: {document?.ToJsonString()}", e);
            }
        }
    }

    private static JsonNode? Any(Random random, int depth) => random.Next(depth < 4 ? 8 : 5) switch
    {
        0 => null,
        1 => random.Next(2) == 0,
        2 => random.Next(-1000, 1000),
        3 => Math.ScaleB(random.NextDouble() - 0.5, random.Next(-80, 80)),
        4 => Text(random),
        5 => new JsonArray([.. Enumerable.Range(0, random.Next(5)).Select(_ => Any(random, depth + 1))]),
        _ => Map(random, depth),
    };

    private static JsonObject Map(Random random, int depth)
    {
        var map = new JsonObject();
        for (int i = random.Next(6); i > 0; i--)
        {
            map[Text(random)] = Any(random, depth + 1);
        }
        return map;
    }

    private static string Text(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(1, 5)).Select(_ => Fragments[random.Next(Fragments.Length)]));

    private static JsonNode? Shuffle(Random random, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                KeyValuePair<string, JsonNode?>[] members = [.. map.Select(m => KeyValuePair.Create(m.Key, Shuffle(random, m.Value)))];
                random.Shuffle(members);
                return new JsonObject(members);
            case JsonArray list:
                return new JsonArray([.. list.Select(item => Shuffle(random, item))]);
            default:
                return node?.DeepClone();
        }
    }
}
