using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Orrery.Core.Dags;
using Orrery.Core.Identity;
using Orrery.Core.Queues;
using Orrery.Grains.Identity;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Pools;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Pools;

/// <content>What people do to a pool.</content>
public sealed partial class PoolGrain
{
    private const int MaxDescription = 1_000;

    /// <inheritdoc/>
    public async Task<ActionResult> SetAsync(PoolSettings settings)
    {
        var row = Ids.Problem(IdKind.Name, Key) is null ? await store.GetPoolAsync(Key) : null;
        if (ProblemWith(settings, row) is { } problem)
        {
            return problem;
        }

        var before = row ?? new PoolRow { Name = Key, Slots = 0, Revision = 0 };
        var description = settings.Description ?? before.Description;
        var changed = before with
        {
            Slots = settings.Slots ?? before.Slots,
            Description = string.IsNullOrEmpty(description) ? null : description,
            IncludeDeferred = settings.IncludeDeferred ?? before.IncludeDeferred,
        };
        if (changed != before || row is null)
        {
            if (await store.CommitAsync([changed, Audit(row is null ? "create_pool" : "edit_pool", row, changed)]) != CommitOutcome.Committed)
            {
                return ActionResult.Refuse(ActionStatus.Conflict, $"Pool '{Key}' was changed by somebody else at the same time: look at it and try again.");
            }

            await UseAsync(changed);
            if (row is null)
            {
                TellDags(static warnings => warnings.PoolCreatedAsync());
            }
        }

        return ActionResult.Done;
    }

    /// <inheritdoc/>
    public async Task<ActionResult> DeletePoolAsync()
    {
        if (Key == TaskDefinition.DefaultPool)
        {
            return ActionResult.Refuse(ActionStatus.Invalid, $"Pool '{Key}' cannot be deleted: tasks that name no pool use it. Change its slots instead.");
        }

        if (await store.GetPoolAsync(Key) is not { } row)
        {
            return NotFound();
        }

        await store.CommitAsync([new PoolRemoval(Key), Audit("delete_pool", row, after: null)]);
        await UseAsync(null);
        TellDags(warnings => warnings.PoolDeletedAsync(Key));
        return ActionResult.Done;
    }

    private ActionResult? ProblemWith(PoolSettings settings, PoolRow? row)
    {
        var problems = new List<string>();
        if (Ids.Problem(IdKind.Name, Key) is { } name)
        {
            problems.Add(name);
        }

        if (settings.Slots is < SlotRule.Unlimited)
        {
            problems.Add($"A pool cannot have {settings.Slots} slots: give 0 or more, or -1 for as many as anybody asks for.");
        }

        if (settings.Description?.Length > MaxDescription)
        {
            problems.Add($"The description has {settings.Description.Length} characters: give at most {MaxDescription}.");
        }

        if (row is null && settings is { IsNew: not false, Slots: null })
        {
            problems.Add($"Pool '{Key}' is new: say how many slots it has.");
        }

        return problems.Count > 0 ? ActionResult.Refuse(ActionStatus.Invalid, [.. problems])
            : row is null && settings.IsNew == false ? NotFound()
            : row is not null && settings.IsNew == true ? ActionResult.Refuse(ActionStatus.Conflict, $"There is a pool '{Key}' already.")
            : null;
    }

    /// <summary>Grants by the new settings from now on. Who holds slots keeps them, also if there are fewer now.</summary>
    private async Task UseAsync(PoolRow? pool)
    {
        if (_counting is not null)
        {
            await EnsureCountedAsync();
            _pool = pool;
            await CountDeferredAsync();
            TellWaiting();
        }
    }

    /// <summary>DAGs that name the pool keep warnings while there is none. Nobody waits for that: one that looks may wait for slots of this pool.</summary>
    private void TellDags(Func<IWarningGrain, Task> tell)
    {
        _ = TellAsync();

        async Task TellAsync()
        {
            try
            {
                await tell(grains.GetGrain<IWarningGrain>("0"));
            }
            catch (Exception e)
            {
                LogDagsNotTold(logger, e, Key);
            }
        }
    }

    [LoggerMessage(EventIds.PoolDagsNotTold, LogLevel.Warning, "Pool {Key}: DAGs that name it were not told; their warnings are right again when they are published")]
    private static partial void LogDagsNotTold(ILogger logger, Exception exception, string key);

    private ActionResult NotFound() => ActionResult.Refuse(ActionStatus.NotFound, $"There is no pool '{Key}'.");

    private AuditRow Audit(string what, PoolRow? before, PoolRow? after) =>
        Audits.OfChange(clock, what, new JsonObject { ["pool"] = Key }, Settings(before), Settings(after));

    private static JsonObject? Settings(PoolRow? row) => row is null ? null : new JsonObject
    {
        ["slots"] = row.Slots,
        ["description"] = row.Description,
        ["include_deferred"] = row.IncludeDeferred,
    };
}
