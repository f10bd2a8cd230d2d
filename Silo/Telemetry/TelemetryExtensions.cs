using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orrery.Client.InProcess;
using Orrery.Grains.Telemetry;
using Orrery.Silo.Telemetry.Metrics;
using Orrery.Silo.Telemetry.Otlp;
using Orrery.Silo.Telemetry.Tracing;
using Orrery.Storage;

namespace Orrery.Silo.Telemetry;

/// <summary>Puts traces and metrics into a server. What nobody wants is not there and costs nothing.</summary>
internal static class TelemetryExtensions
{
    /// <summary>Adds what the options ask for.</summary>
    /// <param name="services">The server's services; the grains' have been added.</param>
    /// <param name="options">What is wanted.</param>
    /// <param name="hasFaces">Whether the server answers requests.</param>
    public static void AddOrreryTelemetry(this IServiceCollection services, TelemetryOptions options, bool hasFaces)
    {
        services.AddSingleton(options);
        services.AddSingleton(new RunTelemetryOptions { ByDag = options.MetricsByDag });
        services.TryAddSingleton<SiloMetrics>();
        if (options.Warnings.Count > 0)
        {
            services.AddHostedService<TelemetryWarnings>();
        }

        if ((hasFaces && options.Metrics != MetricsAccess.Off) || options.MetricsExport is not null)
        {
            services.AddSingleton(sp => new MetricCollector(sp.GetRequiredService<TimeProvider>()));
            services.AddSingleton(sp => new StoreGauges(
                sp.GetRequiredService<SiloMetrics>(), sp.GetRequiredService<IStore>(), sp.GetRequiredService<GrainOrreryClient>(), sp.GetRequiredService<TimeProvider>()));
            services.AddSingleton<MetricSource>();
            services.AddHostedService<MetricStart>();
        }

        if (options.Traces is not null || options.MetricsExport is not null)
        {
            services.AddTransient(sp => new OtlpSender(sp.GetRequiredService<HttpClient>(), sp.GetRequiredService<TimeProvider>(), sp.GetRequiredService<ILogger<OtlpSender>>()));
            services.TryAddSingleton(_ => new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { Timeout = Timeout.InfiniteTimeSpan });
        }

        if (options.Traces is not null)
        {
            services.AddSingleton<SpanQueue>();
            services.AddSingleton<ISpanSink>(sp => sp.GetRequiredService<SpanQueue>());
            services.AddHostedService<TraceExport>();
        }

        if (options.MetricsExport is not null)
        {
            services.AddHostedService<MetricExport>();
        }
    }

    /// <summary>Measures requests as the options ask. Call it before anything else that handles them.</summary>
    public static void UseOrreryTelemetry(this WebApplication app, TelemetryOptions options)
    {
        var metrics = app.Services.GetRequiredService<SiloMetrics>();
        app.Use((context, next) => SignInMeter.InvokeAsync(context, next, metrics));
        if (options.Traces is not null)
        {
            app.Use(RequestSpans.DescribeAsync);
        }
    }

    /// <summary>Creates all instruments before the first measurement, so that none is missed and every metric is there from the start.</summary>
    private sealed class MetricStart(MetricSource source, GrainMetrics grains) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            GC.KeepAlive(source);
            GC.KeepAlive(grains);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
