using System.Text;
using Orrery.Core.Secrets;

namespace Orrery.Core.Tests.Secrets;

public sealed class KeyRingTests
{
    private readonly SecretKey _first = KeyOf(1);
    private readonly SecretKey _second = KeyOf(2);
    private byte _nonce;

    [Theory]
    [InlineData("")]
    [InlineData("s3cr3t")]
    [InlineData("käse 🧀")]
    public void Open_WhenSealedForTheSameName_GivesTheValueBack(string value)
    {
        var ring = Ring(_first);
        var envelope = Seal(ring, "a", value);

        Encoding.UTF8.GetString(ring.Open(SecretKind.Variable, "a", envelope)).ShouldBe(value);
        envelope[0].ShouldBe((byte)1);
        Convert.ToHexStringLower(envelope.AsSpan(1, 8)).ShouldBe(_first.Id);
    }

    [Fact]
    public void Seal_WhenAskedTwice_NeverGivesTheSameBytes()
    {
        var ring = Ring(_first);
        Seal(ring, "a", "s3cr3t").ShouldNotBe(Seal(ring, "a", "s3cr3t"));
    }

    [Fact]
    public void Open_WhenMovedToAnotherNameOrKind_IsRefused()
    {
        var ring = Ring(_first);
        var envelope = Seal(ring, "a", "s3cr3t");

        foreach (var (kind, name) in new[] { (SecretKind.Variable, "b"), (SecretKind.Connection, "a"), (SecretKind.Variable, "") })
        {
            Should.Throw<SecretUnreadableException>(() => ring.Open(kind, name, envelope)).Message.ShouldContain("sealed for another name");
        }
    }

    [Fact]
    public void Open_WhenAnyByteIsChanged_IsRefusedAndTellsNothing()
    {
        var ring = Ring(_first);
        var envelope = Seal(ring, "a", "s3cr3t");
        for (var i = 0; i < envelope.Length; i++)
        {
            var changed = envelope.ToArray();
            changed[i] ^= 1;
            Should.Throw<SecretUnreadableException>(() => ring.Open(SecretKind.Variable, "a", changed)).Message.ShouldNotContain("s3cr3t");
        }

        for (var length = 0; length < envelope.Length; length++)
        {
            Should.Throw<SecretUnreadableException>(() => ring.Open(SecretKind.Variable, "a", envelope.AsSpan(0, length).ToArray()));
        }
    }

    [Fact]
    public void Open_WhenTheKeyIsMissing_NamesItAndTheRemedy()
    {
        var envelope = Seal(Ring(_first), "a", "s3cr3t");

        var message = Should.Throw<SecretUnreadableException>(() => Ring(_second).Open(SecretKind.Variable, "a", envelope)).Message;
        message.ShouldContain("The variable 'a'");
        message.ShouldContain(_first.Id);
        message.ShouldContain(_second.Id);
        message.ShouldContain("orrery secrets check");
    }

    [Fact]
    public void WithNew_WhenAKeyIsAdded_SealsWithItAndStillOpensWhatOlderOnesSealed()
    {
        var old = Ring(_first);
        var envelope = Seal(old, "a", "s3cr3t");
        var ring = old.WithNew(_second);

        ring.SealingKeyId.ShouldBe(_second.Id);
        ring.Open(SecretKind.Variable, "a", envelope).ShouldBe("s3cr3t"u8.ToArray());
        Convert.ToHexStringLower(Seal(ring, "a", "x").AsSpan(1, 8)).ShouldBe(_second.Id);
    }

    [Fact]
    public void Constructor_WhenThereIsNoKeyOrOneComesTwice_IsRefused()
    {
        Should.Throw<ArgumentException>(() => Ring());
        Should.Throw<ArgumentException>(() => Ring(_first, _first));
    }

    [Fact]
    public void Text_WhenWrittenAndRead_HasTheSameKeysInTheirOrder()
    {
        var keys = KeyRingText.Parse(KeyRingText.Write([_second, _first]), out var problems);

        problems.ShouldBeEmpty();
        keys.Select(k => k.Id).ShouldBe([_second.Id, _first.Id]);
        KeyRingText.Parse($" {_first.Reveal()},{_second.Reveal()} ,", out _).Length.ShouldBe(2);
    }

    [Theory]
    [InlineData("", "There is no secret key")]
    [InlineData("# only a comment", "There is no secret key")]
    [InlineData("orrery_key_tooshort", "Key 1 of 1 is no secret key")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA, x", "Key 2 of 2 is no secret key")]
    public void Parse_WhenAKeyIsWrong_SaysWhichAndNeverRepeatsIt(string text, string expected)
    {
        KeyRingText.Parse(text, out var problems);

        problems.ShouldContain(p => p.Contains(expected, StringComparison.Ordinal));
        problems.ShouldNotContain(p => p.Contains("tooshort", StringComparison.Ordinal) || p.Contains("AAAA", StringComparison.Ordinal));
    }

    [Fact]
    public void Key_WhenPrinted_TellsItsIdOnly()
    {
        _first.ToString().ShouldBe(_first.Id);
        _first.Id.Length.ShouldBe(16);
        SecretKey.TryParse(_first.Reveal())!.Id.ShouldBe(_first.Id);
    }

    private static SecretKey KeyOf(byte fill) => SecretKey.Create(bytes => bytes.Fill(fill));

    private KeyRing Ring(params SecretKey[] keys) => new([.. keys], bytes => bytes.Fill(_nonce++));

    private static byte[] Seal(KeyRing ring, string name, string value) => ring.Seal(SecretKind.Variable, name, Encoding.UTF8.GetBytes(value));
}
