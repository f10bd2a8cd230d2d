using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Orrery.Core.Secrets;
using Orrery.Grains.Identity;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Secrets;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Secrets;

/// <summary>Looks after the keys by which secrets are sealed. Has no state: what is left to do is in the rows.</summary>
public sealed partial class SecretKeyGrain(IStore store, SecretStore secrets, ISecretKeys keys, TimeProvider clock, ILogger<SecretKeyGrain> logger) : Grain, ISecretKeyGrain
{
    private const int MaxProblems = 100;
    private const int MaxResealed = 1_000;
    private const int Batch = 100;

    /// <inheritdoc/>
    public async Task<SecretKeyReport> CheckAsync()
    {
        var ring = keys.Ring;
        var uses = await store.CountSecretKeysAsync();
        var ids = ring.Keys.Select(k => k.Id).Concat(uses.Select(u => u.KeyId)).Distinct(StringComparer.Ordinal);
        var problems = (await secrets.ListVariablesAsync()).Select(r => ProblemOf(() => SecretRows.Open(ring, r)))
            .Concat((await secrets.ListConnectionsAsync()).Select(r => ProblemOf(() => SecretRows.Open(ring, r))));
        return new SecretKeyReport
        {
            Source = keys.Source,
            Keys =
            [
                .. ids.Select(id => new SecretKeyInfo
                {
                    KeyId = id,
                    IsPresent = ring.Has(id),
                    Seals = id == ring.SealingKeyId,
                    Variables = uses.Where(u => u.KeyId == id && !u.IsConnection).Sum(u => u.Count),
                    Connections = uses.Where(u => u.KeyId == id && u.IsConnection).Sum(u => u.Count),
                }),
            ],
            Problems = [.. problems.OfType<string>().Take(MaxProblems)],
        };
    }

    /// <inheritdoc/>
    public async Task<RotationResult> RotateAsync(bool addKey, string actor)
    {
        if (await secrets.SealingProblemAsync() is { } problem)
        {
            return Refuse(problem);
        }

        var ring = keys.Ring;
        if (addKey)
        {
            try
            {
                ring = keys.Add();
            }
            catch (SecretUnreadableException e)
            {
                return Refuse(e.Message);
            }

            LogKeyAdded(logger, ring.SealingKeyId);
            await store.CommitAsync([Audit("add_secret_key", actor, new JsonObject { ["key_id"] = ring.SealingKeyId })]);
        }

        var isOld = (string keyId) => keyId != ring.SealingKeyId;
        var old = (await secrets.ListVariablesAsync()).Where(r => isOld(r.KeyId)).Select(r => (FencedRow?)Reseal(ring, r))
            .Concat((await secrets.ListConnectionsAsync()).Where(r => isOld(r.KeyId)).Select(r => (FencedRow?)Reseal(ring, r)))
            .OfType<FencedRow>()
            .Take(MaxResealed + 1)
            .ToList();
        var resealed = 0;
        foreach (var batch in old.Take(MaxResealed).Chunk(Batch))
        {
            var audit = Audit("rotate_secrets", actor, new JsonObject { ["key_id"] = ring.SealingKeyId, ["count"] = batch.Length });

            // Refused when somebody changed one of them meanwhile: what is left is seen by the next call.
            resealed += await store.CommitAsync([.. batch, audit]) == CommitOutcome.Committed ? batch.Length : 0;
        }

        return new RotationResult { Outcome = ActionResult.Done, KeyId = ring.SealingKeyId, Resealed = resealed, HasMore = old.Count > resealed };
    }

    private static string? ProblemOf<T>(Func<T> open)
        where T : class => SecretRows.TryOpen(open, out var problem) is null ? problem : null;

    /// <summary>The row sealed with the new key; null when it cannot be opened: a check tells it, and it keeps no other from being sealed.</summary>
    private static VariableRow? Reseal(KeyRing ring, VariableRow row) =>
        SecretRows.TryOpen(() => SecretRows.Open(ring, row), out _) is { } value ? SecretRows.Seal(ring, row, value) : null;

    private static ConnectionRow? Reseal(KeyRing ring, ConnectionRow row) =>
        SecretRows.TryOpen(() => SecretRows.Open(ring, row), out _) is { } connection ? SecretRows.Seal(ring, row, connection) : null;

    private static RotationResult Refuse(string problem) => new() { Outcome = ActionResult.Refuse(ActionStatus.Conflict, problem) };

    private AuditRow Audit(string what, string actor, JsonObject details) => Audits.Of(clock, what, details, actor);

    [LoggerMessage(EventIds.SecretKeyAdded, LogLevel.Information, "Secrets are sealed with the new key {KeyId} from now on")]
    private static partial void LogKeyAdded(ILogger logger, string keyId);
}
