using System.Collections.Immutable;
using System.Net;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Orrery.Client.Http.Wire;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Runs;

namespace Orrery.Client.Http;

/// <summary>What keeps coming: server-sent events.</summary>
public sealed partial class HttpOrreryClient
{
    /// <inheritdoc/>
    public IAsyncEnumerable<RunUpdate> WatchRunAsync(string dagId, string runId, CancellationToken cancellationToken = default) =>
        IdCheck.Problem(dagId, runId) is null
            ? ReadEventsAsync($"{ApiPaths.Run(dagId, runId)}/watch", OrreryJson.Wire.RunUpdateWire, ToUpdate, cancellationToken)
            : AsyncEnumerable.Empty<RunUpdate>();

    /// <inheritdoc/>
    public IAsyncEnumerable<ImmutableArray<ChangeNotice>> WatchChangesAsync(CancellationToken cancellationToken = default) =>
        ReadEventsAsync($"{ApiPaths.Root}changes", OrreryJson.Wire.ChangeWireArray, ToNotices, cancellationToken, resync: [ChangeNotice.Resync]);

    /// <inheritdoc/>
    public IAsyncEnumerable<LogPage> FollowLogAsync(LogAddress log, long firstLine, CancellationToken cancellationToken = default)
    {
        var path = ApiPaths.WithQuery(
            ApiPaths.Log(log), ("first_line", ApiPaths.Number(firstLine)), ("map_index", ApiPaths.Number(log.MapIndex)));
        return IdCheck.Problem(log) is null
            ? ReadEventsAsync(path, OrreryJson.Wire.LogWire, l => l.ToPage(), cancellationToken)
            : AsyncEnumerable.Empty<LogPage>();
    }

    private static RunUpdate ToUpdate(RunUpdateWire wire) => new()
    {
        Sequence = wire.Sequence,
        IsSnapshot = wire.IsSnapshot,
        Run = wire.DagRun.ToInfo(),
        Tasks = [.. wire.TaskInstances.Select(t => t.ToInfo())],
    };

    private static ImmutableArray<ChangeNotice> ToNotices(ChangeWire[] changes) =>
        [.. changes.Select(c => new ChangeNotice { DagId = c.DagId, RunId = c.DagRunId })];

    private async IAsyncEnumerable<TItem> ReadEventsAsync<TWire, TItem>(
        string path, JsonTypeInfo<TWire> type, Func<TWire, TItem> convert, [EnumeratorCancellation] CancellationToken cancellationToken, TItem? resync = default)
    {
        using var response = await _api.OpenAsync(HttpMethod.Get, path, body: null, accept: "text/event-stream", cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            yield break;
        }

        if (!response.IsSuccessStatusCode)
        {
            throw _api.ToException(await _api.ReadProblemAsync(response, cancellationToken));
        }

        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using var events = SseParser.Create(stream).EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await _api.GuardAsync(() => events.MoveNextAsync().AsTask(), cancellationToken))
        {
            var data = events.Current.Data;
            switch (events.Current.EventType)
            {
                case StreamEvents.End:
                    yield break;
                case StreamEvents.Resync:
                    yield return resync!;
                    break;
                case StreamEvents.Problem:
                    throw _api.ToException(JsonSerializer.Deserialize(data, OrreryJson.Wire.ProblemWire)!);
                default:
                    yield return convert(JsonSerializer.Deserialize(data, type)!);
                    break;
            }
        }

        // Without an end the server went away in the middle: that is no end of what was watched.
        throw _api.Lost();
    }
}

/// <summary>Events every stream may hold besides its own.</summary>
internal static class StreamEvents
{
    /// <summary>Nothing more will come.</summary>
    public const string End = "end";

    /// <summary>More has changed than is told: read everything again.</summary>
    public const string Resync = "resync";

    /// <summary>The server failed in the middle; the data is the problem.</summary>
    public const string Problem = "problem";
}
