using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Orrery.Core.Secrets;
using Orrery.Grains.Identity;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Secrets;
using Orrery.Runtime.Secrets;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Secrets;

/// <summary>Keeps connections. Rows are fenced by their revision, so that any number of these may work at once.</summary>
/// <param name="store">The store.</param>
/// <param name="secrets">The secrets of the store.</param>
/// <param name="keys">Seal and open them.</param>
/// <param name="clock">The clock.</param>
/// <param name="tester">Tries connections; null: that is not allowed.</param>
[StatelessWorker]
public sealed class ConnectionGrain(IStore store, SecretStore secrets, ISecretKeys keys, TimeProvider clock, ConnectionTester? tester = null) : Grain, IConnectionGrain
{
    /// <inheritdoc/>
    public async Task<SecretPage<ConnectionInfo>> ListAsync(SecretQuery query)
    {
        var (page, total) = SecretLists.Cut(await secrets.ListConnectionsAsync(), query, r => r.ConnectionId, ValueOf);
        return new SecretPage<ConnectionInfo> { Items = [.. page.Select(InfoOf)], Total = total };
    }

    /// <inheritdoc/>
    public async Task<ConnectionInfo?> GetAsync(string connectionId) => await store.GetConnectionAsync(connectionId) is { } row ? InfoOf(row) : null;

    /// <inheritdoc/>
    public Task<ActionResult> SetAsync(ConnectionChange change) =>
        SecretChanges.MakeAsync($"Connection '{change.Connection.ConnectionId}'", () => TrySetAsync(change));

    /// <inheritdoc/>
    public Task<ActionResult> DeleteConnectionAsync(string connectionId, string actor) => SecretChanges.MakeAsync($"Connection '{connectionId}'", async () =>
    {
        if (await store.GetConnectionAsync(connectionId) is not { } row)
        {
            return NotFound(connectionId);
        }

        var removal = new ConnectionRemoval { ConnectionId = connectionId, Revision = row.Revision };
        var audit = Audit("delete_connection", actor, connectionId, SecretRows.Bare(row), null, []);
        return await store.CommitAsync([removal, audit]) == CommitOutcome.Committed ? ActionResult.Done : null;
    });

    /// <inheritdoc/>
    public async Task<SecretExport<ConnectionInfo>> RevealAsync(ImmutableArray<string> connectionIds, string actor)
    {
        var rows = connectionIds.IsEmpty ? await secrets.ListConnectionsAsync() : await SecretChanges.FindAsync(connectionIds, id => store.GetConnectionAsync(id));
        var revealed = SecretRows.OpenAll(rows, r => ConnectionInfo.Of(SecretRows.Open(keys.Ring, r)));
        if (revealed.Outcome.Status == ActionStatus.Done)
        {
            var names = new JsonObject { ["connections"] = new JsonArray([.. rows.Select(r => JsonValue.Create(r.ConnectionId))]) };
            await store.CommitAsync([Audits.Of(clock, "reveal_connections", names, actor)]);
        }

        return revealed;
    }

    /// <inheritdoc/>
    public async Task<ConnectionTestResult> TestAsync(ConnectionInfo connection)
    {
        if (tester is null)
        {
            return new ConnectionTestResult
            {
                Outcome = ActionResult.Refuse(ActionStatus.Conflict, "Testing connections is disabled: whoever may do so makes the server connect to any address. Start it with --test-connections to allow it."),
            };
        }

        var before = await store.GetConnectionAsync(connection.ConnectionId) is { } row ? SecretRows.TryOpen(() => SecretRows.Open(keys.Ring, row), out _) : null;
        var meant = Merge(ConnectionChange.AllFields, connection.ToConnection(), before);
        var problems = ConnectionRules.Problems(meant).Select(p => $"{p.Field}: {p.Problem}").ToImmutableArray();
        if (!problems.IsEmpty)
        {
            return new ConnectionTestResult { Outcome = ActionResult.Refuse(ActionStatus.Invalid, problems) };
        }

        var (answers, message) = await tester.TestAsync(meant);
        return new ConnectionTestResult { Outcome = ActionResult.Done, Status = answers, Message = SecretMask.Of(SecretValues.OfConnection(meant)).Mask(message) };
    }

    /// <summary>One attempt; null when somebody else was faster.</summary>
    private async Task<ActionResult?> TrySetAsync(ConnectionChange change)
    {
        var sent = change.Connection.ToConnection();
        var row = ConnectionRules.IdProblem(sent.ConnectionId) is null ? await store.GetConnectionAsync(sent.ConnectionId) : null;
        if (row is null ? change.IsNew == false : change.IsNew == true)
        {
            return row is null ? NotFound(sent.ConnectionId) : ActionResult.Refuse(ActionStatus.Conflict, $"There is a connection '{sent.ConnectionId}' already.");
        }

        if (await secrets.SealingProblemAsync() is { } problem)
        {
            return ActionResult.Refuse(ActionStatus.Conflict, problem);
        }

        // What cannot be opened, since it was damaged, can be set anew.
        var before = row is null ? null : SecretRows.TryOpen(() => SecretRows.Open(keys.Ring, row), out _) ?? SecretRows.Bare(row);
        var after = Merge(change.Fields, sent, before);
        var problems = ConnectionRules.Problems(after).Select(p => $"{p.Field}: {p.Problem}").ToImmutableArray();
        if (!problems.IsEmpty)
        {
            return ActionResult.Refuse(ActionStatus.Invalid, problems);
        }

        if (after == before)
        {
            return ActionResult.Done;
        }

        var now = clock.GetUtcNow();
        row ??= new ConnectionRow { ConnectionId = sent.ConnectionId, ConnType = "", Sealed = [], KeyId = "", CreatedAt = now, UpdatedAt = now, Revision = 0 };
        string?[] changed = [before?.Password != after.Password ? "password" : null, before?.Extra != after.Extra ? "extra" : null];
        var audit = Audit(before is null ? "create_connection" : "edit_connection", change.Actor, sent.ConnectionId, before, after, changed.OfType<string>());
        var isCommitted = await store.CommitAsync([SecretRows.Seal(keys.Ring, row, after) with { UpdatedAt = now }, audit]) == CommitOutcome.Committed;
        return isCommitted ? ActionResult.Done : null;
    }

    /// <summary>A connection with some of its fields changed; what is shown as hidden stays what it was.</summary>
    private static Connection Merge(ImmutableArray<string> fields, Connection sent, Connection? before)
    {
        var given = (string field) => fields.Contains(field, StringComparer.Ordinal);
        before ??= new Connection { ConnectionId = sent.ConnectionId, ConnType = sent.ConnType };
        return before with
        {
            ConnType = given("conn_type") ? sent.ConnType : before.ConnType,
            Description = given("description") ? NullIfEmpty(sent.Description) : before.Description,
            Host = given("host") ? NullIfEmpty(sent.Host) : before.Host,
            Login = given("login") ? NullIfEmpty(sent.Login) : before.Login,
            Schema = given("schema") ? NullIfEmpty(sent.Schema) : before.Schema,
            Port = given("port") ? sent.Port : before.Port,
            Password = given("password") && sent.Password != SensitiveNames.Mask ? NullIfEmpty(sent.Password) : before.Password,
            Extra = !given("extra") ? before.Extra : string.IsNullOrEmpty(sent.Extra) ? null : Redaction.MergeExtra(sent.Extra, before.Extra),
        };
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private ConnectionInfo InfoOf(ConnectionRow row) =>
        SecretRows.TryOpen(() => SecretRows.Open(keys.Ring, row), out var problem) is { } connection
            ? ConnectionInfo.Of(connection with { Password = Redaction.Password(connection.Password), Extra = Redaction.Extra(connection.Extra) })
            : ConnectionInfo.Of(SecretRows.Bare(row)) with { Password = SensitiveNames.Mask, Problem = problem };

    private static IComparable? ValueOf(ConnectionRow row, string field) => field switch
    {
        "conn_id" or "connection_id" => row.ConnectionId,
        "id" => row.CreatedAt,
        "conn_type" => row.ConnType,
        "description" => row.Description,
        "host" => row.Host,
        "port" => row.Port,
        _ => null,
    };

    private static ActionResult NotFound(string id) => ActionResult.Refuse(ActionStatus.NotFound, $"There is no connection '{id}'.");

    // Of the password and the extra: that they are others now.
    private AuditRow Audit(string what, string actor, string id, Connection? before, Connection? after, IEnumerable<string> changed)
    {
        var about = new JsonObject { ["connection"] = id, ["changed"] = new JsonArray([.. changed.Select(c => JsonValue.Create(c))]) };
        return Audits.OfChange(clock, what, about, Shown(before), Shown(after), actor);
    }

    private static JsonObject? Shown(Connection? connection) => connection is null ? null : new()
    {
        ["conn_type"] = connection.ConnType,
        ["description"] = connection.Description,
        ["host"] = connection.Host,
        ["login"] = connection.Login,
        ["schema"] = connection.Schema,
        ["port"] = connection.Port,
    };
}
