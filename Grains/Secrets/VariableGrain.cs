using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Orrery.Core.Secrets;
using Orrery.Grains.Identity;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Secrets;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Secrets;

/// <summary>Keeps variables. Rows are fenced by their revision, so that any number of these may work at once.</summary>
[StatelessWorker]
public sealed class VariableGrain(IStore store, SecretStore secrets, ISecretKeys keys, TimeProvider clock) : Grain, IVariableGrain
{
    /// <inheritdoc/>
    public async Task<SecretPage<VariableInfo>> ListAsync(SecretQuery query)
    {
        var (page, total) = SecretLists.Cut(await secrets.ListVariablesAsync(), query, r => r.Key, ValueOf);
        return new SecretPage<VariableInfo> { Items = [.. page.Select(InfoOf)], Total = total };
    }

    /// <inheritdoc/>
    public async Task<VariableInfo?> GetAsync(string key) => await store.GetVariableAsync(key) is { } row ? InfoOf(row) : null;

    /// <inheritdoc/>
    public async Task<ActionResult> SetAsync(VariableChange change)
    {
        var problems = VariableRules.Problems(change.Key, change.Value, change.Description).Select(p => $"{p.Field}: {p.Problem}").ToImmutableArray();
        return problems.IsEmpty
            ? await SecretChanges.MakeAsync($"Variable '{change.Key}'", () => TrySetAsync(change))
            : ActionResult.Refuse(ActionStatus.Invalid, problems);
    }

    /// <inheritdoc/>
    public Task<ActionResult> DeleteVariableAsync(string key, string actor) => SecretChanges.MakeAsync($"Variable '{key}'", async () =>
    {
        if (await store.GetVariableAsync(key) is not { } row)
        {
            return NotFound(key);
        }

        var removal = new VariableRemoval { Key = key, Revision = row.Revision };
        var audit = Audit("delete_variable", actor, row, after: null, isNewValue: false);
        return await store.CommitAsync([removal, audit]) == CommitOutcome.Committed ? ActionResult.Done : null;
    });

    /// <inheritdoc/>
    public async Task<SecretExport<VariableSecret>> RevealAsync(ImmutableArray<string> wanted, string actor)
    {
        var rows = wanted.IsEmpty ? await secrets.ListVariablesAsync() : await SecretChanges.FindAsync(wanted, key => store.GetVariableAsync(key));
        var revealed = SecretRows.OpenAll(rows, r => new VariableSecret { Key = r.Key, Value = SecretRows.Open(keys.Ring, r), Description = r.Description });
        if (revealed.Outcome.Status == ActionStatus.Done)
        {
            var names = new JsonObject { ["variables"] = new JsonArray([.. rows.Select(r => JsonValue.Create(r.Key))]) };
            await store.CommitAsync([Audits.Of(clock, "reveal_variables", names, actor)]);
        }

        return revealed;
    }

    /// <summary>One attempt; null when somebody else was faster.</summary>
    private async Task<ActionResult?> TrySetAsync(VariableChange change)
    {
        var row = await store.GetVariableAsync(change.Key);
        if (row is null ? change.IsNew == false : change.IsNew == true)
        {
            return row is null ? NotFound(change.Key) : ActionResult.Refuse(ActionStatus.Conflict, $"There is a variable '{change.Key}' already.");
        }

        if (await secrets.SealingProblemAsync() is { } problem)
        {
            return ActionResult.Refuse(ActionStatus.Conflict, problem);
        }

        var hasValue = change.Fields.Contains("value", StringComparer.Ordinal);
        if ((hasValue || row is null) && change.Value is null)
        {
            return ActionResult.Refuse(ActionStatus.Invalid, "value: Give the variable a value; it may be an empty text.");
        }

        var now = clock.GetUtcNow();
        var description = change.Fields.Contains("description", StringComparer.Ordinal) ? change.Description : row?.Description;
        var changed = (row ?? new VariableRow { Key = change.Key, Sealed = [], KeyId = "", CreatedAt = now, UpdatedAt = now, Revision = 0 }) with
        {
            Description = string.IsNullOrEmpty(description) ? null : description,
            UpdatedAt = now,
        };
        var isNewValue = row is null;
        if (hasValue || row is null)
        {
            // What cannot be opened, since it was damaged, can be set anew.
            var stored = row is null ? null : SecretRows.TryOpen(() => SecretRows.Open(keys.Ring, row), out _);
            var value = stored is null ? change.Value! : Redaction.MergeVariable(change.Key, change.Value!, stored);
            isNewValue = value != stored;
            changed = isNewValue ? SecretRows.Seal(keys.Ring, changed, value) : changed;
        }

        if (!isNewValue && changed.Description == row!.Description)
        {
            return ActionResult.Done;
        }

        var audit = Audit(row is null ? "create_variable" : "edit_variable", change.Actor, row, changed, isNewValue);
        return await store.CommitAsync([changed, audit]) == CommitOutcome.Committed ? ActionResult.Done : null;
    }

    private VariableInfo InfoOf(VariableRow row)
    {
        var value = SecretRows.TryOpen(() => SecretRows.Open(keys.Ring, row), out var problem);
        return new VariableInfo
        {
            Key = row.Key,
            Value = value is null ? SensitiveNames.Mask : Redaction.Variable(row.Key, value),
            Description = row.Description,
            Problem = problem,
        };
    }

    // Not by value: the order would tell of what is hidden.
    private static IComparable? ValueOf(VariableRow row, string field) => field switch
    {
        "key" => row.Key,
        "id" => row.CreatedAt,
        "description" => row.Description,
        _ => null,
    };

    private static ActionResult NotFound(string key) => ActionResult.Refuse(ActionStatus.NotFound, $"There is no variable '{key}'.");

    // Of the value: that it is another one now.
    private AuditRow Audit(string what, string actor, VariableRow? before, VariableRow? after, bool isNewValue)
    {
        var about = new JsonObject { ["variable"] = (before ?? after)!.Key, ["changed"] = isNewValue ? new JsonArray("value") : [] };
        return Audits.OfChange(clock, what, about, Shown(before), Shown(after), actor);
    }

    private static JsonObject? Shown(VariableRow? row) => row is null ? null : new() { ["description"] = row.Description };
}
