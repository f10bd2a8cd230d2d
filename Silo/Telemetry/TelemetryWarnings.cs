using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Orrery.Silo.Telemetry;

/// <summary>Says in the log what was asked for and is not done.</summary>
/// <param name="options">The options.</param>
/// <param name="logger">Log.</param>
internal sealed partial class TelemetryWarnings(TelemetryOptions options, ILogger<TelemetryWarnings> logger) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var warning in options.Warnings)
        {
            LogNotAsAsked(warning);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(TelemetryEventIds.NotAsAsked, LogLevel.Warning, "Telemetry: {Warning}")]
    private partial void LogNotAsAsked(string warning);
}
