using System.Text;
using System.Text.Json.Nodes;
using Orrery.Core.Json;

namespace Orrery.Core.Tests.Json;

public sealed class CanonicalJsonTests
{
    [Fact]
    public void Canonicalize_WhenGivenTheStructureOfTheRfc_GivesItsBytes()
    {
        const string Input = """
            {
              "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
              "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
              "literals": [null, true, false]
            }
            """;
        const string Expected =
            """{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}""";

        Canonical(Input).ShouldBe(Expected);
    }

    [Fact]
    public void Canonicalize_WhenKeysAreSpecial_SortsByUtf16CodeUnits()
    {
        const string Input = """
            {
              "\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",
              "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis"
            }
            """;

        string[] values = [.. JsonNode.Parse(Canonical(Input))!.AsObject().Select(m => m.Value!.GetValue<string>())];

        values.ShouldBe([
            "Carriage Return", "One", "Control", "Latin Small Letter O With Diaeresis", "Euro Sign", "Emoji: Grinning Face",
            "Hebrew Letter Dalet With Dagesh",
        ]);
    }

    // RFC 8785, appendix B.
    [Theory]
    [InlineData(0x0000000000000000, "0")]
    [InlineData(0x8000000000000000, "0")]
    [InlineData(0x0000000000000001, "5e-324")]
    [InlineData(0x8000000000000001, "-5e-324")]
    [InlineData(0x7fefffffffffffff, "1.7976931348623157e+308")]
    [InlineData(0xffefffffffffffff, "-1.7976931348623157e+308")]
    [InlineData(0x4340000000000000, "9007199254740992")]
    [InlineData(0xc340000000000000, "-9007199254740992")]
    [InlineData(0x4430000000000000, "295147905179352830000")]
    [InlineData(0x44b52d02c7e14af5, "9.999999999999997e+22")]
    [InlineData(0x44b52d02c7e14af6, "1e+23")]
    [InlineData(0x44b52d02c7e14af7, "1.0000000000000001e+23")]
    [InlineData(0x444b1ae4d6e2ef4e, "999999999999999700000")]
    [InlineData(0x444b1ae4d6e2ef4f, "999999999999999900000")]
    [InlineData(0x444b1ae4d6e2ef50, "1e+21")]
    [InlineData(0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7")]
    [InlineData(0x3eb0c6f7a0b5ed8d, "0.000001")]
    [InlineData(0x41b3de4355555553, "333333333.3333332")]
    [InlineData(0x41b3de4355555554, "333333333.33333325")]
    [InlineData(0x41b3de4355555555, "333333333.3333333")]
    [InlineData(0x41b3de4355555556, "333333333.3333334")]
    [InlineData(0x41b3de4355555557, "333333333.33333343")]
    [InlineData(0xbecbf647612f3696, "-0.0000033333333333333333")]
    [InlineData(0x43143ff3c1cb0959, "1424953923781206.2")]
    public void Canonicalize_WhenGivenANumberOfTheRfc_PrintsItAsEcmaScriptDoes(ulong bits, string expected)
    {
        double number = BitConverter.UInt64BitsToDouble(bits);

        Encoding.UTF8.GetString(CanonicalJson.Canonicalize(JsonValue.Create(number))).ShouldBe(expected);
        Canonical(expected).ShouldBe(expected, "canonical text must be its own canonical form");
    }

    [Fact]
    public void Canonicalize_WhenNodesHoldClrValues_AgreesWithTheParsedText()
    {
        var built = new JsonObject
        {
            ["long"] = 9007199254740991L,
            ["decimal"] = 1.50m,
            ["float"] = 0.1f,
            ["date"] = new DateTimeOffset(2024, 2, 29, 0, 0, 0, TimeSpan.Zero),
            ["id"] = JsonValue.Create(Guid.Empty),
            ["nothing"] = null,
            ["char"] = 'x',
        };

        CanonicalJson.Canonicalize(built).ShouldBe(CanonicalJson.Canonicalize(JsonNode.Parse(built.ToJsonString())));
    }

    [Theory]
    [InlineData("""{"a":1,"b":{"x":1,"x":2}}""", "x")]
    [InlineData("""{"a":1,"\u0061":2}""", "a")]
    public void Canonicalize_WhenAKeyIsRepeated_Refuses(string json, string key)
    {
        Should.Throw<CanonicalJsonException>(() => Canonical(json)).Message.ShouldContain(key);
        Should.Throw<CanonicalJsonException>(() => CanonicalJson.Canonicalize(JsonNode.Parse(json))).Message.ShouldContain("twice");
    }

    [Theory]
    [InlineData("""["\ud800"]""")]
    [InlineData("""["a\udc00b"]""")]
    [InlineData("""["\ud800\ud800"]""")]
    [InlineData("""{"\ud800":1}""")]
    public void Canonicalize_WhenASurrogateStandsAlone_Refuses(string json)
    {
        Should.Throw<CanonicalJsonException>(() => Canonical(json)).Message.ShouldContain("Unicode");
        Should.Throw<CanonicalJsonException>(() => CanonicalJson.Canonicalize(JsonNode.Parse(json))).Message.ShouldContain("Unicode");
    }

    [Fact]
    public void Canonicalize_WhenAStringInMemoryHasALoneSurrogate_NamesPathAndCodeUnit()
    {
        var node = new JsonObject { ["tasks"] = new JsonArray("ok", "ab\ud800") };

        var error = Should.Throw<CanonicalJsonException>(() => CanonicalJson.Canonicalize(node));

        error.Path.ShouldBe("$.tasks[1]");
        error.Message.ShouldContain("U+D800");
    }

    [Fact]
    public void Canonicalize_WhenAKeyInMemoryHasALoneSurrogate_Refuses() =>
        Should.Throw<CanonicalJsonException>(() => CanonicalJson.Canonicalize(new JsonObject { ["\udfff"] = 1 })).Path.ShouldBe("$");

    [Fact]
    public void Canonicalize_WhenBytesAreNotUtf8_Refuses() =>
        Should.Throw<CanonicalJsonException>(() => CanonicalJson.Canonicalize([(byte)'"', 0xC3, 0x28, (byte)'"'])).Path.ShouldBe("$");

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void Canonicalize_WhenANumberIsNotFinite_Refuses(double number)
    {
        var node = new JsonObject { ["n"] = number };

        Should.Throw<CanonicalJsonException>(() => CanonicalJson.Canonicalize(node)).Path.ShouldBe("$.n");
    }

    [Theory]
    [InlineData("1e400", "larger than a double")]
    [InlineData("9007199254740993", "9007199254740992")]
    [InlineData("-9007199254740993", "write it as a string")]
    public void Canonicalize_WhenANumberDoesNotFitADouble_RefusesInsteadOfRounding(string number, string reason) =>
        Should.Throw<CanonicalJsonException>(() => Canonical(number)).Message.ShouldContain(reason);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[1,]")]
    [InlineData("/* c */ 1")]
    [InlineData("1 2")]
    public void Canonicalize_WhenTextIsNotJson_Refuses(string json) =>
        Should.Throw<CanonicalJsonException>(() => Canonical(json));

    [Fact]
    public void Canonicalize_WhenNestingReachesTheLimit_AcceptsTheLimitAndRefusesOneMore()
    {
        Canonical(Nested(CanonicalJson.MaxDepth)).Length.ShouldBe(2 * CanonicalJson.MaxDepth);
        Should.Throw<CanonicalJsonException>(() => Canonical(Nested(CanonicalJson.MaxDepth + 1)));

        JsonNode node = new JsonArray();
        for (int i = 0; i < CanonicalJson.MaxDepth; i++)
        {
            node = new JsonArray(node);
        }
        Should.Throw<CanonicalJsonException>(() => CanonicalJson.Canonicalize(node)).Message.ShouldContain("128");

        static string Nested(int levels) => new string('[', levels) + new string(']', levels);
    }

    [Fact]
    public void Sha256Hex_WhenGivenAKnownMessage_GivesLowerCaseHex() =>
        CanonicalJson.Sha256Hex("abc"u8).ShouldBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");

    private static string Canonical(string json) => Encoding.UTF8.GetString(CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(json)));
}
