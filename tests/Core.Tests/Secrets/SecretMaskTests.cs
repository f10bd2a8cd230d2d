using System.Text;
using Orrery.Core.Secrets;

namespace Orrery.Core.Tests.Secrets;

public sealed class SecretMaskTests
{
    [Theory]
    [InlineData("hunter2!", "pw=hunter2! and hunter2!", "pw=*** and ***")]
    [InlineData("hunter2!", "hunter2", "hunter2")]
    [InlineData("p\"q\\r/s", """{"pw":"p\"q\\r/s"}""", """{"pw":"***"}""")]
    [InlineData("p&q<r>s", "p\\u0026q\\u003Cr\\u003Es", "***")]
    [InlineData("käse1", "k\\u00e4se1 käse1", "*** ***")]
    [InlineData("a b/c@d", "x=a%20b%2Fc%40d y=a+b%2Fc%40d z=a%20b/c%40d w=a%20b%2fc%40d", "x=*** y=*** z=*** w=***")]
    [InlineData("shor", "shor", "shor")]
    public void Mask_WhenASecretIsInAText_IsHiddenInAllItsForms(string secret, string text, string masked) => SecretMask.Of([secret]).Mask(text).ShouldBe(masked);

    [Fact]
    public void Mask_WhenASecretHasSeveralLines_EachIsHidden()
    {
        var mask = SecretMask.Of(["-----BEGIN KEY-----\nMIIabc\nx\nMIIdef\n-----END KEY-----\n"]);

        mask.Mask("MIIabc").ShouldBe("***");
        mask.Mask("<MIIdef>").ShouldBe("<***>");
        mask.Mask("-----BEGIN KEY-----\\nMIIabc\\nx\\nMIIdef\\n-----END KEY-----").ShouldBe("***");
    }

    [Fact]
    public void Mask_WhenSecretsOverlapOrTouch_NothingOfEitherIsLeft()
    {
        SecretMask.Of(["abcdef", "defghi"]).Mask("<abcdefghi>").ShouldBe("<***>");
        SecretMask.Of(["abcdef", "abcdefghi"]).Mask("<abcdefghi>").ShouldBe("<***>");
        SecretMask.Of(["abcdef", "ghijk"]).Mask("<abcdefghijk>").ShouldBe("<***>");
        SecretMask.Of(["aaaaa"]).Mask("<aaaaaaa>").ShouldBe("<***>");
    }

    [Fact]
    public void Mask_WhenTheSecretIsLongerThanAPiece_IsHiddenWhole()
    {
        var random = new Random(7);
        var secret = string.Concat(Enumerable.Range(0, 5_003).Select(_ => (char)('a' + random.Next(26))));

        SecretMask.Of([secret]).Mask($"<{secret}>").ShouldBe("<***>");
    }

    [Fact]
    public void Mask_WhenNothingIsSecret_IsTheSameText()
    {
        const string Text = "some text";
        SecretMask.None.IsEmpty.ShouldBeTrue();
        SecretMask.Of(["", "abc", "    "]).ShouldBeSameAs(SecretMask.None);
        SecretMask.Of(["secret"]).Mask(Text).ShouldBeSameAs(Text);
    }

    [Fact]
    public void CutBefore_WhenASecretLiesAcrossThePlace_CutsInFrontOfIt()
    {
        var mask = SecretMask.Of(["hunter2!"]);

        mask.CutBefore("0123hunter2!", 6).ShouldBe(4);
        mask.CutBefore("0123hunter2!", 12).ShouldBe(12);
        mask.CutBefore("0123hunter2!", 4).ShouldBe(4);
        mask.CutBefore("hunter2!", 3).ShouldBe(3);
    }

    [Fact]
    public void Mask_WhenTextsAreCutAnywhere_WhatIsCutWellTellsNothing()
    {
        // The rule the log follows: cut where CutBefore says, mask each piece.
        var mask = SecretMask.Of(["hunter2!", "2!abcdef"]);
        const string Text = "xxhunter2!abcdefyyhunter2!zz2!abcdef";
        for (var at = 1; at < Text.Length; at++)
        {
            var cut = mask.CutBefore(Text, at);
            var masked = new StringBuilder(mask.Mask(Text[..cut])).Append(mask.Mask(Text[cut..])).ToString();
            masked.Replace("***", "", StringComparison.Ordinal).ShouldBe("xxyyzz", $"cut at {at}");
        }
    }
}
