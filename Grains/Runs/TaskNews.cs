using System.Text.Json;
using Orrery.Core.Assets;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Runs;

/// <summary>News of assets that the success of a task is. They go into the outbox with the commit of the success, and nowhere without it.</summary>
/// <param name="Instance">The task instance.</param>
/// <param name="Events">The news, at least one.</param>
/// <param name="At">When the task succeeded.</param>
internal sealed record TaskNews(int Instance, IReadOnlyList<OutletEvent> Events, DateTimeOffset At)
{
    /// <summary>The rows of the outbox.</summary>
    public IEnumerable<AssetOutboxRow> ToRows(RunRecord run, int tryNumber)
    {
        var key = run.KeyOf(Instance, tryNumber);
        return Events.Select(e => new AssetOutboxRow
        {
            Uri = e.Uri,
            RunPk = run.Row.RunPk,
            Ordinal = Instance,
            TryNumber = tryNumber,
            DagId = key.DagId,
            RunId = key.RunId,
            TaskId = key.TaskId,
            MapIndex = key.MapIndex,
            At = At,
            ExtraJson = e.ExtraJson,
            AliasesJson = JsonSerializer.Serialize(e.Aliases),
        });
    }
}
