using System.Security.Cryptography;
using System.Text;
using Orrery.Core.Secrets;

namespace Orrery.Core.Tests.Secrets;

public sealed class WebhookSecretTests
{
    private static readonly SecretKey Old = Key(1);
    private static readonly KeyRing Ring = new([Key(2), Old], static bytes => bytes.Clear());
    private static readonly byte[] Body = "{\"ref\":\"refs/heads/main\"}"u8.ToArray();

    [Fact]
    public void Of_TwoBundlesOrKeys_Differs()
    {
        string[] secrets = [WebhookSecret.Of(Old, "a"), WebhookSecret.Of(Old, "b"), WebhookSecret.Of(Key(2), "a")];

        secrets.Distinct().Count().ShouldBe(3);
        secrets.ShouldAllBe(s => s.Length == 64);
        WebhookSecret.Of(Old, "a").ShouldBe(secrets[0]);
    }

    [Fact]
    public async Task IsSigned_WhenAnyKeyOfTheInstallationSigned_IsTrue()
    {
        foreach (var key in Ring.Keys)
        {
            (await IsSignedAsync("a", Body, Sign(WebhookSecret.Of(key, "a"), Body))).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task IsSigned_WhenTheBodyIsLong_LooksAtAllOfIt()
    {
        var body = new byte[100_000];
        var signature = Sign(WebhookSecret.Of(Old, "a"), body);
        (await IsSignedAsync("a", body, signature)).ShouldBeTrue();

        body[^1] = 1;
        (await IsSignedAsync("a", body, signature)).ShouldBeFalse();
    }

    [Fact]
    public async Task IsSigned_WhenBodyBundleOrKeyIsAnother_IsFalse()
    {
        var signature = Sign(WebhookSecret.Of(Old, "a"), Body);

        (await IsSignedAsync("a", "{}"u8.ToArray(), signature)).ShouldBeFalse();
        (await IsSignedAsync("b", Body, signature)).ShouldBeFalse();
        (await IsSignedAsync("a", Body, Sign(WebhookSecret.Of(Key(3), "a"), Body))).ShouldBeFalse();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("sha256=")]
    [InlineData("sha256=zz")]
    [InlineData("sha256=00")]
    [InlineData("sha1=0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("sha256=00000000000000000000000000000000000000000000000000000000000000000000")]
    public async Task IsSigned_WhenThereIsNoSignatureOfThatKind_IsFalse(string? signature) => (await IsSignedAsync("a", Body, signature)).ShouldBeFalse();

    private static async Task<bool> IsSignedAsync(string bundle, byte[] body, string? signature)
    {
        using var stream = new MemoryStream(body);
        return await WebhookSecret.IsSignedAsync(Ring, bundle, stream, signature);
    }

    // As GitHub does it.
    private static string Sign(string secret, byte[] body) => $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body))}";

    private static SecretKey Key(byte fill) => SecretKey.Create(bytes => bytes.Fill(fill));
}
