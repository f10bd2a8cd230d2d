using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orrery.Client.Http.Wire;

namespace Orrery.Silo.Hosting;

/// <summary>
/// Answers probes while a server waits for the lease of a store that another one holds: it is alive, and not ready. Everything else is told the same.
/// </summary>
internal static partial class StandbyProbe
{
    private const string Reason = "Another server holds the store's lease; this one waits to take over.";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Answers until the store is open or cannot be opened. A store that opens at once is not worth the trouble.</summary>
    /// <param name="opening">Opens the store.</param>
    /// <param name="listen">Where to listen.</param>
    /// <param name="clock">Clock.</param>
    /// <param name="logger">Log.</param>
    public static async Task AnswerUntilAsync(Task opening, Action<IWebHostBuilder> listen, TimeProvider clock, ILogger logger)
    {
        await opening.WaitAsync(Patience, clock, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (opening.IsCompleted)
        {
            return;
        }

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        listen(builder.WebHost);
        await using var app = builder.Build();
        app.Run(AnswerAsync);
        try
        {
            await app.StartAsync();
        }
        catch (IOException e)
        {
            // The address belongs to the server that works, on this very machine.
            LogNotListening(logger, e.Message);
        }

        await opening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await app.StopAsync();
    }

    private static Task AnswerAsync(HttpContext http)
    {
        var isAlive = http.Request.Path.Equals("/health", StringComparison.OrdinalIgnoreCase);
        var answer = new ProbeWire(ProbeWire.StatusOf(isAlive), new Dictionary<string, string>(StringComparer.Ordinal) { ["store"] = ProbeWire.Standby }) { Reason = Reason };
        http.Response.StatusCode = isAlive ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        http.Response.Headers.RetryAfter = "5";
        return http.Response.WriteAsJsonAsync(answer, OrreryJson.Wire.ProbeWire);
    }

    [LoggerMessage(HostingEventIds.StandbyNotListening, LogLevel.Information, "While this server waits it answers no probes: {Reason}")]
    private static partial void LogNotListening(ILogger logger, string reason);
}
