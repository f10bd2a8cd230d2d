using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;

namespace Orrery.Silo.Telemetry.Otlp;

/// <summary>Sends requests to a collector: a few times when it is away, then it gives one up and says so, once for each outage.</summary>
/// <param name="http">Sends.</param>
/// <param name="clock">Clock.</param>
/// <param name="logger">Log.</param>
internal sealed partial class OtlpSender(HttpClient http, TimeProvider clock, ILogger<OtlpSender> logger)
{
    private const int Attempts = 4;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    private bool _isAway;

    /// <summary>Sends a body; false when it was given up.</summary>
    public async Task<bool> TrySendAsync(OtlpTarget target, byte[] json, CancellationToken cancellationToken)
    {
        var pause = FirstPause;
        for (var attempt = 1; ; attempt++)
        {
            var (problem, mayPass) = await SendOnceAsync(target, json, cancellationToken);
            if (problem is null)
            {
                Note(target, isAway: false, "");
                return true;
            }

            if (!mayPass || attempt == Attempts)
            {
                Note(target, isAway: true, problem);
                return false;
            }

            await Task.Delay(pause, clock, cancellationToken);
            pause *= 2;
        }
    }

    private static bool MayPass(HttpStatusCode status) =>
        status is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    private async Task<(string? Problem, bool MayPass)> SendOnceAsync(OtlpTarget target, byte[] json, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(target.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, target.Url) { Content = new ByteArrayContent(json) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var (name, value) in target.Headers)
        {
            _ = request.Headers.TryAddWithoutValidation(name, value);
        }

        try
        {
            using var response = await http.SendAsync(request, either.Token);
            return response.IsSuccessStatusCode ? (null, false) : ($"it answered {(int)response.StatusCode}", MayPass(response.StatusCode));
        }
        catch (HttpRequestException e)
        {
            return (e.Message, true);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ($"it did not answer within {target.Timeout.TotalSeconds} s", true);
        }
    }

    private void Note(OtlpTarget target, bool isAway, string problem)
    {
        if (isAway && !_isAway)
        {
            LogAway(target.Url, problem);
        }
        else if (_isAway && !isAway)
        {
            LogBack(target.Url);
        }

        _isAway = isAway;
    }

    [LoggerMessage(TelemetryEventIds.CollectorAway, LogLevel.Warning, "The collector at {Url} does not take telemetry: {Problem}. What it does not take is lost; nothing else is held up by it")]
    private partial void LogAway(Uri url, string problem);

    [LoggerMessage(TelemetryEventIds.CollectorBack, LogLevel.Information, "The collector at {Url} takes telemetry again")]
    private partial void LogBack(Uri url);
}
