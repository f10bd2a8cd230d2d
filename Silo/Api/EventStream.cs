using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orrery.Client.Http;
using Orrery.Silo.Telemetry.Metrics;

namespace Orrery.Silo.Api;

/// <summary>Items as server-sent events, as they come, until they end, the reader goes or the server stops.</summary>
/// <param name="eventType">Name of the events.</param>
/// <param name="type">How the data is written.</param>
/// <param name="source">Gives the items; ends when its token says so.</param>
/// <param name="idOf">Id of an item, by which a browser goes on after a lost connection; null: items have none.</param>
internal sealed class EventStream<T>(string eventType, JsonTypeInfo<T> type, Func<CancellationToken, IAsyncEnumerable<T>> source, Func<T, long?>? idOf = null) : IResult
{
    // A silent connection is closed by what lies between, and a reader that is gone is noticed only by writing.
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    private readonly ArrayBufferWriter<byte> _buffer = new();

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var services = httpContext.RequestServices;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(
            httpContext.RequestAborted, services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        var response = httpContext.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        httpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        var open = services.GetRequiredService<SiloMetrics>().Streams;
        var kind = new KeyValuePair<string, object?>("stream", eventType);
        open.Add(1, kind);
        try
        {
            await response.StartAsync(stop.Token);
            await WriteAsync(response, ":\n\n"u8.ToArray(), stop.Token);
            await SendAllAsync(response, services.GetRequiredService<TimeProvider>(), stop);
            await WriteAsync(response, Frame(StreamEvents.End, "{}"u8, id: null), stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Without an end event the reader knows that there was more.
            httpContext.Abort();
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            var problem = ApiProblem.ToJson(ApiFailures.Explain(e, httpContext).Wire);
            await WriteAsync(response, Frame(StreamEvents.Problem, Encoding.UTF8.GetBytes(problem), id: null), stop.Token);
        }
        finally
        {
            open.Add(-1, kind);
        }
    }

    private static async Task WriteAsync(HttpResponse response, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await response.Body.WriteAsync(bytes, cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }

    private async Task SendAllAsync(HttpResponse response, TimeProvider clock, CancellationTokenSource stop)
    {
        await using var items = source(stop.Token).GetAsyncEnumerator(stop.Token);
        Task<bool>? next = null;
        try
        {
            while (true)
            {
                next = items.MoveNextAsync().AsTask();
                while (!next.IsCompleted)
                {
                    Task step = next;
                    await step.WaitAsync(KeepAlive, clock, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    stop.Token.ThrowIfCancellationRequested();
                    if (!next.IsCompleted)
                    {
                        await WriteAsync(response, ":\n\n"u8.ToArray(), stop.Token);
                    }
                }

                if (!await next)
                {
                    return;
                }

                await WriteAsync(response, Frame(items.Current), stop.Token);
            }
        }
        finally
        {
            // An enumerator may be disposed only between two steps.
            if (next is { IsCompleted: false })
            {
                await stop.CancelAsync();
                Task last = next;
                await last.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private ReadOnlyMemory<byte> Frame(T item)
    {
        using var json = new MemoryStream();
        JsonSerializer.Serialize(json, item, type);
        return Frame(eventType, json.GetBuffer().AsSpan(0, (int)json.Length), idOf?.Invoke(item));
    }

    private ReadOnlyMemory<byte> Frame(string name, ReadOnlySpan<byte> data, long? id)
    {
        _buffer.ResetWrittenCount();
        _buffer.Write(Encoding.UTF8.GetBytes(id is null ? $"event: {name}\ndata: " : $"event: {name}\nid: {id}\ndata: "));
        _buffer.Write(data);
        _buffer.Write("\n\n"u8);
        return _buffer.WrittenMemory;
    }
}
