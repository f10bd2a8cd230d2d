using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Orrery.Client;
using Orrery.Client.Http.Wire;
using Orrery.Core.Identity;
using Orrery.Core.Secrets;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Identity;
using Orrery.Silo.Security;

namespace Orrery.Silo.Api;

/// <summary>Calls of the hosts of repositories, which bring no token: they sign what they say.</summary>
internal static class WebhookEndpoints
{
    /// <summary>What GitHub sends at most.</summary>
    private const int MaxBody = 25 << 20;

    private const string EventHeader = "X-GitHub-Event";

    /// <summary>Hosts wait for ten seconds, and take no answer for a failure.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/bundles/{bundle}/webhook", ShowAsync).Says("What to tell the host of a bundle's repository.", OrreryJson.Wire.WebhookWire);
        api.MapPost("/bundles/{bundle}/webhook", TakeAsync).Says("Takes a signed call of the host of a bundle's repository: the bundle is read again.", StatusCodes.Status200OK);
    }

    private static async Task<IResult> ShowAsync(string bundle, HttpContext http, IOrreryClient client)
    {
        if (new QueryReader(http.Request).Problem() is { } problem)
        {
            return problem;
        }

        var webhook = await client.Bundles.GetWebhookAsync(bundle, http.RequestAborted);
        return webhook.Outcome.Status == ActionStatus.Done
            ? TypedResults.Json(new WebhookWire(webhook.Path, webhook.Secret), OrreryJson.Wire.WebhookWire)
            : ApiProblem.Of(webhook.Outcome);
    }

    private static async Task<IResult> TakeAsync(
        string bundle, HttpContext http, [FromKeyedServices(OrreryRoles.Installation)] IOrreryClient client, IWebhookKeys keys, TimeProvider clock)
    {
        if (Ids.Problem(IdKind.Name, bundle) is { } name)
        {
            return ApiProblem.NotFound(name);
        }

        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = MaxBody;
        }

        try
        {
            if (!await WebhookSecret.IsSignedAsync(keys.Ring, bundle, http.Request.Body, http.Request.Headers[WebhookSecret.SignatureHeader], http.RequestAborted))
            {
                return ApiProblem.Of(
                    StatusCodes.Status401Unauthorized,
                    $"The call is not signed, in {WebhookSecret.SignatureHeader}, with the secret of this webhook: 'orrery bundle webhook {bundle}' shows it.");
            }
        }
        catch (SecretUnreadableException e)
        {
            return ApiProblem.Of(StatusCodes.Status503ServiceUnavailable, e.Message);
        }

        // It is not anybody any more.
        Caller.Set($"webhook of {bundle}", http.Connection.RemoteIpAddress?.ToString());

        // A host that has just been told of the webhook asks whether it is there.
        return http.Request.Headers[EventHeader] == "ping" ? TypedResults.NoContent() : await RefreshAsync(bundle, client, clock);
    }

    private static async Task<IResult> RefreshAsync(string bundle, IOrreryClient client, TimeProvider clock)
    {
        try
        {
            var report = await client.ParseBundleAsync(bundle, force: false, CancellationToken.None).WaitAsync(Patience, clock);
            return TypedResults.Json(ParseReportWire.Of(report), OrreryJson.Wire.ParseReportWire);
        }
        catch (TimeoutException)
        {
            // It goes on without us.
            return TypedResults.StatusCode(StatusCodes.Status202Accepted);
        }
    }
}
