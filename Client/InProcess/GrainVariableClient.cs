using Orrery.Core.Secrets;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Secrets;

namespace Orrery.Client.InProcess;

/// <summary>Variables, through their grain.</summary>
/// <param name="grains">Reaches the grains.</param>
internal sealed class GrainVariableClient(IGrainFactory grains) : IVariableClient
{
    private IVariableGrain Variables => grains.GetGrain<IVariableGrain>("0");

    /// <inheritdoc/>
    public Task<SecretPage<VariableInfo>> ListAsync(SecretQuery query, CancellationToken cancellationToken = default) =>
        Reach.AskAsync(Variables.ListAsync(query), cancellationToken);

    /// <inheritdoc/>
    public Task<VariableInfo?> GetAsync(string key, CancellationToken cancellationToken = default) =>
        VariableRules.KeyProblem(key) is null ? Reach.AskAsync(Variables.GetAsync(key), cancellationToken) : Task.FromResult<VariableInfo?>(null);

    /// <inheritdoc/>
    public Task<ActionResult> SetAsync(VariableChange change, CancellationToken cancellationToken = default) =>
        Reach.AskAsync(Variables.SetAsync(change with { Actor = CallerName.Current }), cancellationToken);

    /// <inheritdoc/>
    public Task<ActionResult> DeleteAsync(string key, CancellationToken cancellationToken = default) =>
        VariableRules.KeyProblem(key) is { } problem
            ? Task.FromResult(ActionResult.Refuse(ActionStatus.NotFound, problem))
            : Reach.AskAsync(Variables.DeleteVariableAsync(key, CallerName.Current), cancellationToken);

    /// <inheritdoc/>
    public Task<SecretExport<VariableSecret>> RevealAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken = default) =>
        Reach.AskAsync(Variables.RevealAsync([.. keys], CallerName.Current), cancellationToken);
}
