using System.Collections.Immutable;
using Orrery.Grains.Interfaces.Backfills;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Browser.Tests.Demo;

/// <content>There are no backfills in the demonstration.</content>
public sealed partial class DemoClient
{
    private static readonly ActionResult NoBackfills = ActionResult.Refuse(ActionStatus.NotFound, "There are no backfills here.");

    public Task<ImmutableArray<NextRunInfo>> ListNextRunsAsync(string dagId, int count, CancellationToken cancellationToken = default) =>
        Task.FromResult<ImmutableArray<NextRunInfo>>([]);

    public Task<Page<BackfillInfo>> ListBackfillsAsync(ListQuery query, CancellationToken cancellationToken = default) =>
        Task.FromResult(new Page<BackfillInfo> { Items = [] });

    public Task<BackfillInfo?> GetBackfillAsync(long backfillId, CancellationToken cancellationToken = default) => Task.FromResult<BackfillInfo?>(null);

    public Task<Page<BackfillDateInfo>> ListBackfillDatesAsync(long backfillId, ListQuery query, CancellationToken cancellationToken = default) =>
        Task.FromResult(new Page<BackfillDateInfo> { Items = [] });

    public Task<BackfillResult> CreateBackfillAsync(string dagId, BackfillRequest request, CancellationToken cancellationToken = default) =>
        Task.FromResult(new BackfillResult { Outcome = NoBackfills });

    public Task<BackfillPreview> PreviewBackfillAsync(string dagId, BackfillRequest request, CancellationToken cancellationToken = default) =>
        Task.FromResult(new BackfillPreview { Outcome = NoBackfills });

    public Task<ActionResult> SetBackfillPausedAsync(long backfillId, bool paused, CancellationToken cancellationToken = default) => Task.FromResult(NoBackfills);

    public Task<ActionResult> CancelBackfillAsync(long backfillId, CancellationToken cancellationToken = default) => Task.FromResult(NoBackfills);
}
