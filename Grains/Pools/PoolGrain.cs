using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orrery.Core.Queues;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Pools;
using Orrery.Grains.Interfaces.Queues;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Pools;

/// <summary>The slots of one limit.</summary>
/// <remarks>
/// Never more than there are, also after a crash: a grant is good for leases that are written under the count it was made by
/// (<see cref="LimitEpochAssertion"/>). This grain begins a new count, durably, before it reads who holds slots; a lease granted before
/// either is in what it reads, or can no longer be written. The same puts right what was lost on the way (<see cref="AuditAsync"/>).
/// </remarks>
public sealed partial class PoolGrain(IStore store, IGrainFactory grains, TimeProvider clock, ILogger<PoolGrain> logger) : Grain, IPoolGrain
{
    private static readonly TimeSpan AuditPeriod = TimeSpan.FromSeconds(10);

    /// <summary>How long a granted lease may take to be written; after that it is taken for lost.</summary>
    private static readonly TimeSpan LostAfter = TimeSpan.FromSeconds(30);

    private readonly SlotBook _book = new();
    private readonly HashSet<string> _waiting = new(StringComparer.Ordinal);
    private HashSet<Guid>? _releasedMeanwhile;
    private Task? _counting;
    private PoolRow? _pool;
    private long _count;
    private long _room;

    private string Key => this.GetPrimaryKeyString();

    private bool IsPool => !LimitKeys.TryParseTask(Key, out _, out _);

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.RegisterGrainTimer(AuditAsync, AuditPeriod, AuditPeriod);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<SlotAnswer> TakeAsync(string queue, ImmutableArray<SlotRequest> requests)
    {
        await EnsureCountedAsync();
        var now = clock.GetUtcNow();
        var refusals = ImmutableArray.CreateBuilder<WaitReason?>(requests.Length);
        foreach (var request in requests)
        {
            var reason = Look(request);
            refusals.Add(reason);
            if (reason is null)
            {
                _book.Grant(request.LeaseId, request.Slots, now);
            }
            else
            {
                _waiting.Add(queue);
            }
        }

        return new SlotAnswer { Refusals = refusals.MoveToImmutable(), Count = _count, Room = _room };
    }

    /// <inheritdoc/>
    public Task ReleaseAsync(ImmutableArray<Guid> leases)
    {
        _releasedMeanwhile?.UnionWith(leases);
        var before = _book.Held;
        foreach (var lease in leases)
        {
            _book.Release(lease);
        }

        if (_book.Held < before)
        {
            TellWaiting();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task DeferredChangedAsync()
    {
        if (_counting is { IsCompletedSuccessfully: true } && _pool is { IncludeDeferred: true })
        {
            await CountDeferredAsync();
            TellWaiting();
        }
    }

    private WaitReason? Look(SlotRequest request) => IsPool && _pool is null
        ? WaitReason.PoolMissing
        : SlotRule.Look(_pool?.Slots ?? request.Cap ?? SlotRule.Unlimited, _book.Occupied, request.Slots);

    private async Task EnsureCountedAsync()
    {
        var counting = _counting ??= CountAsync();
        try
        {
            await counting;
        }
        catch when (counting == _counting)
        {
            _counting = null;
            throw;
        }
    }

    private async Task CountAsync()
    {
        _releasedMeanwhile = [];
        var epoch = await store.GetLimitEpochAsync(Key) ?? new LimitEpochRow { LimitKey = Key, OpenedAt = default, Revision = 0 };
        while (await store.CommitAsync([epoch with { OpenedAt = clock.GetUtcNow() }]) != CommitOutcome.Committed)
        {
            epoch = await store.GetLimitEpochAsync(Key) ?? epoch;
        }

        _pool = IsPool ? await store.GetPoolAsync(Key) : null;
        _book.Replace(await ListHoldersAsync());
        await CountDeferredAsync();
        foreach (var lease in _releasedMeanwhile)
        {
            _book.Release(lease);
        }

        _releasedMeanwhile = null;
        _count = epoch.Revision + 1;
        _room = Math.Max(_room, _count << 32);
        LogCounted(logger, Key, _book.Occupied, _count);
        TellWaiting();
    }

    private Task<IReadOnlyList<SlotHolder>> ListHoldersAsync() => LimitKeys.TryParseTask(Key, out var dagId, out var taskId)
        ? store.ListTaskHoldersAsync(dagId, taskId)
        : store.ListPoolHoldersAsync(Key);

    private async Task CountDeferredAsync() => _book.Deferred = _pool is { IncludeDeferred: true }
        ? (await store.CountPoolSlotsAsync(Key)).Where(c => c.State == TaskInstanceState.Deferred).Sum(c => c.Slots)
        : 0;

    /// <summary>Those who were refused may ask again. Not awaited: they ask us.</summary>
    private void TellWaiting()
    {
        _room++;
        foreach (var queue in _waiting)
        {
            _ = GrainFactory.GetGrain<IQueueGrain>(queue).RoomAsync(Key, _room);
        }

        _waiting.Clear();
    }

    /// <summary>
    /// While somebody waits: finds leases that ended without our hearing of it, and grants nobody made use of. The former are free at once;
    /// for the latter everything is counted anew, which makes them void.
    /// </summary>
    private async Task AuditAsync(CancellationToken cancellationToken)
    {
        if (_waiting.Count == 0 || _counting is not { IsCompletedSuccessfully: true })
        {
            return;
        }

        try
        {
            var recorded = _book.Recorded();
            _book.Compare(recorded, await ListHoldersAsync());
            if (_book.HasUnrecordedSince(clock.GetUtcNow() - LostAfter))
            {
                _counting = null;
                await EnsureCountedAsync();
            }
            else
            {
                TellWaiting();
            }
        }
        catch (StoreUnavailableException e)
        {
            LogAuditFailed(logger, e, Key);
        }
    }

    [LoggerMessage(EventIds.SlotsCounted, LogLevel.Debug, "Limit {Key}: {Occupied} slots are held, count {Count}")]
    private static partial void LogCounted(ILogger logger, string key, int occupied, long count);

    [LoggerMessage(EventIds.SlotAuditFailed, LogLevel.Warning, "Limit {Key}: who holds its slots could not be read; it is tried again")]
    private static partial void LogAuditFailed(ILogger logger, Exception exception, string key);
}
