using System.Text.Json.Nodes;
using Orrery.Core.Identity;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Grains.Interfaces.Search;

namespace Orrery.Client.InProcess;

/// <summary>XComs, through the grains of their runs.</summary>
/// <param name="grains">Reaches the grains.</param>
internal sealed class GrainXComClient(IGrainFactory grains) : IXComClient
{
    private const int MaxKey = 512;
    private const int MaxBytes = 1 << 20;

    private ISearchGrain Search => grains.GetGrain<ISearchGrain>("0");

    /// <inheritdoc/>
    public Task<Page<XComInfo>> FindAsync(XComQuery query, CancellationToken cancellationToken = default) =>
        GrainRunClient.Possible(query.Tasks) is { } possible
            ? Reach.AskAsync(Search.FindXComsAsync(query with { Tasks = possible }), cancellationToken)
            : Task.FromResult(GrainRunClient.Nothing<XComInfo>(query.Tasks.Slice));

    /// <inheritdoc/>
    public Task<XComInfo?> GetAsync(XComAddress address, CancellationToken cancellationToken = default) =>
        Problem(address) is null ? Reach.AskAsync(Search.GetXComAsync(address), cancellationToken) : Task.FromResult<XComInfo?>(null);

    /// <inheritdoc/>
    public Task<ActionResult> SetAsync(XComAddress address, string json, bool isNew, CancellationToken cancellationToken = default)
    {
        if (Problem(address) is { } problem)
        {
            return Task.FromResult(ActionResult.Refuse(ActionStatus.NotFound, problem));
        }

        if (address.Key.Length is 0 or > MaxKey)
        {
            return Task.FromResult(ActionResult.Refuse(ActionStatus.Invalid, $"The key of an XCom has 1 to {MaxKey} characters."));
        }

        // Written as it will be read: without what is only layout.
        var value = JsonNode.Parse(json)?.ToJsonString() ?? "null";
        return value.Length > MaxBytes
            ? Task.FromResult(ActionResult.Refuse(ActionStatus.Invalid, $"The value has {value.Length} characters; an XCom has at most {MaxBytes}: store it elsewhere and leave its address."))
            : ChangeAsync(address, value, isNew, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ActionResult> DeleteAsync(XComAddress address, CancellationToken cancellationToken = default) =>
        Problem(address) is { } problem
            ? Task.FromResult(ActionResult.Refuse(ActionStatus.NotFound, problem))
            : ChangeAsync(address, json: null, isNew: false, cancellationToken);

    private static string? Problem(XComAddress address) =>
        IdCheck.Problem(address.DagId, address.RunId, address.TaskId)
        ?? (address.Key.Contains('\0', StringComparison.Ordinal) ? "The key of an XCom has no NUL." : null);

    private Task<ActionResult> ChangeAsync(XComAddress address, string? json, bool isNew, CancellationToken cancellationToken) =>
        Reach.AskAsync(
            grains.GetGrain<IDagRunGrain>(new DagRunKey(address.DagId, address.RunId).ToString()).ChangeXComAsync(
                new XComChange { TaskId = address.TaskId, MapIndex = address.MapIndex, Key = address.Key, ValueJson = json, IsNew = isNew }),
            cancellationToken);
}
