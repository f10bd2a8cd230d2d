using Orrery.Core.Secrets;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Secrets;

namespace Orrery.Client.Testing;

/// <summary>Variables in memory, by the rules of the real ones as far as callers see them.</summary>
internal sealed class MemoryVariables : IVariableClient
{
    private readonly SortedDictionary<string, VariableSecret> _variables = new(StringComparer.Ordinal);

    public Task<SecretPage<VariableInfo>> ListAsync(SecretQuery query, CancellationToken cancellationToken = default)
    {
        var meant = _variables.Values.Where(v => query.Pattern is null || v.Key.Contains(query.Pattern, StringComparison.Ordinal)).ToList();
        if (query.OrderBy is ["-key", ..])
        {
            meant.Reverse();
        }

        return Task.FromResult(new SecretPage<VariableInfo> { Items = [.. meant.Skip(query.Offset).Take(query.Limit).Select(InfoOf)], Total = meant.Count });
    }

    public Task<VariableInfo?> GetAsync(string key, CancellationToken cancellationToken = default) =>
        Task.FromResult(_variables.GetValueOrDefault(key) is { } variable ? InfoOf(variable) : null);

    public Task<ActionResult> SetAsync(VariableChange change, CancellationToken cancellationToken = default)
    {
        var before = _variables.GetValueOrDefault(change.Key);
        if (change.IsNew is { } isNew && isNew == before is not null)
        {
            return Task.FromResult(before is not null
                ? ActionResult.Refuse(ActionStatus.Conflict, $"There is a variable '{change.Key}' already.")
                : ActionResult.Refuse(ActionStatus.NotFound, $"There is no variable '{change.Key}'."));
        }

        var value = change.Fields.Contains("value") || before is null ? change.Value! : before.Value;
        _variables[change.Key] = new VariableSecret
        {
            Key = change.Key,
            Value = before is null ? value : Redaction.MergeVariable(change.Key, value, before.Value),
            Description = change.Fields.Contains("description") ? change.Description : before?.Description,
        };
        return Task.FromResult(ActionResult.Done);
    }

    public Task<ActionResult> DeleteAsync(string key, CancellationToken cancellationToken = default) =>
        Task.FromResult(_variables.Remove(key) ? ActionResult.Done : ActionResult.Refuse(ActionStatus.NotFound, $"There is no variable '{key}'."));

    public Task<SecretExport<VariableSecret>> RevealAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken = default) =>
        Task.FromResult(new SecretExport<VariableSecret> { Outcome = ActionResult.Done, Items = [.. _variables.Values.Where(v => keys.Count == 0 || keys.Contains(v.Key))] });

    private static VariableInfo InfoOf(VariableSecret v) => new() { Key = v.Key, Value = Redaction.Variable(v.Key, v.Value), Description = v.Description };
}

/// <summary>Connections in memory, by the rules of the real ones as far as callers see them.</summary>
internal sealed class MemoryConnections : IConnectionClient
{
    private readonly SortedDictionary<string, ConnectionInfo> _connections = new(StringComparer.Ordinal);

    /// <summary>What a test of a connection answers.</summary>
    public ConnectionTestResult Answer { get; set; } = new() { Outcome = ActionResult.Done, Status = true, Message = "It answered." };

    public Task<SecretPage<ConnectionInfo>> ListAsync(SecretQuery query, CancellationToken cancellationToken = default)
    {
        var meant = _connections.Values.Where(c => query.Pattern is null || c.ConnectionId.Contains(query.Pattern, StringComparison.Ordinal)).ToList();
        return Task.FromResult(new SecretPage<ConnectionInfo> { Items = [.. meant.Skip(query.Offset).Take(query.Limit).Select(Shown)], Total = meant.Count });
    }

    public Task<ConnectionInfo?> GetAsync(string connectionId, CancellationToken cancellationToken = default) =>
        Task.FromResult(_connections.GetValueOrDefault(connectionId) is { } connection ? Shown(connection) : null);

    public Task<ActionResult> SetAsync(ConnectionChange change, CancellationToken cancellationToken = default)
    {
        var sent = change.Connection;
        var before = _connections.GetValueOrDefault(sent.ConnectionId);
        if (change.IsNew is { } isNew && isNew == before is not null)
        {
            return Task.FromResult(before is not null
                ? ActionResult.Refuse(ActionStatus.Conflict, $"There is a connection '{sent.ConnectionId}' already.")
                : ActionResult.Refuse(ActionStatus.NotFound, $"There is no connection '{sent.ConnectionId}'."));
        }

        before ??= sent;
        _connections[sent.ConnectionId] = before with
        {
            ConnType = change.Has("conn_type") ? sent.ConnType : before.ConnType,
            Description = change.Has("description") ? sent.Description : before.Description,
            Host = change.Has("host") ? sent.Host : before.Host,
            Login = change.Has("login") ? sent.Login : before.Login,
            Schema = change.Has("schema") ? sent.Schema : before.Schema,
            Port = change.Has("port") ? sent.Port : before.Port,
            Password = change.Has("password") && sent.Password != SensitiveNames.Mask ? sent.Password : before.Password,
            Extra = !change.Has("extra") ? before.Extra : sent.Extra is null ? null : Redaction.MergeExtra(sent.Extra, before.Extra),
        };
        return Task.FromResult(ActionResult.Done);
    }

    public Task<ActionResult> DeleteAsync(string connectionId, CancellationToken cancellationToken = default) =>
        Task.FromResult(_connections.Remove(connectionId) ? ActionResult.Done : ActionResult.Refuse(ActionStatus.NotFound, $"There is no connection '{connectionId}'."));

    public Task<SecretExport<ConnectionInfo>> RevealAsync(IReadOnlyCollection<string> connectionIds, CancellationToken cancellationToken = default) => Task.FromResult(
        new SecretExport<ConnectionInfo> { Outcome = ActionResult.Done, Items = [.. _connections.Values.Where(c => connectionIds.Count == 0 || connectionIds.Contains(c.ConnectionId))] });

    public Task<ConnectionTestResult> TestAsync(ConnectionInfo connection, CancellationToken cancellationToken = default) => Task.FromResult(Answer);

    private static ConnectionInfo Shown(ConnectionInfo c) => c with { Password = Redaction.Password(c.Password), Extra = Redaction.Extra(c.Extra) };
}

/// <summary>Secret keys in memory: one old, one new, and five secrets to seal anew.</summary>
internal sealed class MemorySecretKeys : ISecretKeyClient
{
    private int _old = 5;

    public Task<SecretKeyReport> CheckAsync(CancellationToken cancellationToken = default) => Task.FromResult(new SecretKeyReport
    {
        Source = "the file 'secret-keys'",
        Keys =
        [
            new SecretKeyInfo { KeyId = "00000000000000aa", IsPresent = true, Seals = true, Variables = 5 - _old, Connections = 0 },
            new SecretKeyInfo { KeyId = "00000000000000bb", IsPresent = true, Seals = false, Variables = _old, Connections = 0 },
        ],
        Problems = [],
    });

    public Task<RotationResult> RotateAsync(bool addKey, CancellationToken cancellationToken = default)
    {
        // A new key leaves all of them to be sealed anew.
        _old = addKey ? 5 : _old;
        var step = Math.Min(_old, 3);
        _old -= step;
        return Task.FromResult(new RotationResult { Outcome = ActionResult.Done, KeyId = "00000000000000aa", Resealed = step, HasMore = _old > 0 });
    }
}
