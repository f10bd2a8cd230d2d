using System.Net;
using System.Security.Cryptography;
using System.Text;
using Orrery.Api.Tests.Support;
using Orrery.Core.Secrets;
using Orrery.Grains.Interfaces.Bundles;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Api.Tests;

public sealed class WebhookEndpointTests(ApiServerFixture fixture) : IClassFixture<ApiServerFixture>
{
    private const string Body = """{"ref":"refs/heads/main"}""";

    private static readonly string Secret = WebhookSecret.Of(MemoryKeys.Key, "reports");

    [Fact]
    public async Task Webhook_WhenItIsSigned_ReadsTheBundle()
    {
        using var response = await CallAsync(Sign(Secret, Body), "push");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.Content.ReadAsStringAsync()).ShouldContain("\"files_parsed\"");
    }

    [Fact]
    public async Task Webhook_WhenTheHostAsksWhetherItIsThere_OnlyAnswers()
    {
        using var response = await CallAsync(Sign(Secret, Body), "ping");

        response.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Webhook_WhenItIsNotSignedForThisBundleAndBody_IsRefused()
    {
        string?[] signatures = [null, "sha256=", Sign(Secret, Body + " "), Sign(WebhookSecret.Of(MemoryKeys.Key, "other"), Body)];
        foreach (var signature in signatures)
        {
            using var response = await CallAsync(signature, "push");

            response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, signature);
            (await response.Content.ReadAsStringAsync()).ShouldContain("orrery bundle webhook reports");
        }
    }

    [Fact]
    public async Task Client_WhenItAsksForTheWebhook_SaysTheSameOverHttp()
    {
        using var client = fixture.Server.Connect();
        await client.Bundles.AddAsync("reports", new BundleSettings { Backend = BundleSettings.Archive });

        var webhook = await client.Bundles.GetWebhookAsync("reports");

        (webhook.Outcome.Status, webhook.Path, webhook.Secret).ShouldBe((ActionStatus.Done, "/api/v2/bundles/reports/webhook", "5ec4e7"));
        (await client.Bundles.GetWebhookAsync("nope")).Outcome.Status.ShouldBe(ActionStatus.NotFound);
    }

    private static string Sign(string secret, string body) => $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(body)))}";

    private async Task<HttpResponseMessage> CallAsync(string? signature, string what)
    {
        using var http = fixture.Server.CreateHttp(withToken: false);
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/v2/bundles/reports/webhook") { Content = new StringContent(Body, Encoding.UTF8, "application/json") };
        request.Headers.Add("X-GitHub-Event", what);
        if (signature is not null)
        {
            request.Headers.TryAddWithoutValidation(WebhookSecret.SignatureHeader, signature);
        }

        return await http.SendAsync(request);
    }
}
