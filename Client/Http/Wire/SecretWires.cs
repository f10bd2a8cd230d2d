using System.Text.Json.Serialization;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Secrets;

namespace Orrery.Client.Http.Wire;

/// <summary>Variables: Airflow's <c>VariableCollectionResponse</c>.</summary>
internal sealed record VariableCollectionWire(VariableWire[] Variables, long TotalEntries);

/// <summary>A variable: Airflow's <c>VariableResponse</c>, and why its value cannot be opened, if it cannot.</summary>
internal sealed record VariableWire(
    string Key,
    string Value,
    string? Description,
    bool IsEncrypted,
    string? TeamName,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Problem = null)
{
    public static VariableWire Of(VariableInfo info) => new(info.Key, info.Value, info.Description, IsEncrypted: true, TeamName: null, info.Problem);

    public static VariableWire Of(VariableSecret secret) => new(secret.Key, secret.Value, secret.Description, IsEncrypted: true, TeamName: null);

    public VariableInfo ToInfo() => new() { Key = Key, Value = Value, Description = Description, Problem = Problem };

    public VariableSecret ToSecret() => new() { Key = Key, Value = Value, Description = Description };
}

/// <summary>Connections: Airflow's <c>ConnectionCollectionResponse</c>.</summary>
internal sealed record ConnectionCollectionWire(ConnectionWire[] Connections, long TotalEntries);

/// <summary>A connection: Airflow's <c>ConnectionResponse</c>, and why its secrets cannot be opened, if they cannot.</summary>
internal sealed record ConnectionWire(
    string ConnectionId,
    string ConnType,
    string? Description,
    string? Host,
    string? Login,
    string? Schema,
    int? Port,
    string? Password,
    string? Extra,
    string? TeamName,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Problem = null)
{
    public static ConnectionWire Of(ConnectionInfo info) => new(
        info.ConnectionId, info.ConnType, info.Description, info.Host, info.Login, info.Schema, info.Port, info.Password, info.Extra, TeamName: null, info.Problem);

    public ConnectionInfo ToInfo() => new()
    {
        ConnectionId = ConnectionId,
        ConnType = ConnType,
        Description = Description,
        Host = Host,
        Login = Login,
        Schema = Schema,
        Port = Port,
        Password = Password,
        Extra = Extra,
        Problem = Problem,
    };

    /// <summary>The id and kind alone: the rest is not for logs.</summary>
    public override string ToString() => $"{ConnectionId} ({ConnType})";
}

/// <summary>What came of trying a connection: Airflow's <c>ConnectionTestResponse</c>.</summary>
internal sealed record ConnectionTestWire(bool Status, string Message)
{
    public ConnectionTestResult ToResult() => new() { Outcome = ActionResult.Done, Status = Status, Message = Message };
}

/// <summary>How the keys of secrets are.</summary>
internal sealed record SecretKeysWire(string Source, SecretKeyWire[] Keys, string[] Problems)
{
    public static SecretKeysWire Of(SecretKeyReport report) => new(
        report.Source, [.. report.Keys.Select(k => new SecretKeyWire(k.KeyId, k.IsPresent, k.Seals, k.Variables, k.Connections))], [.. report.Problems]);

    public SecretKeyReport ToReport() => new()
    {
        Source = Source,
        Keys =
        [
            .. Keys.Select(k => new SecretKeyInfo { KeyId = k.KeyId, IsPresent = k.IsPresent, Seals = k.Seals, Variables = k.Variables, Connections = k.Connections }),
        ],
        Problems = [.. Problems],
    };
}

/// <summary>A key and what it is good for.</summary>
internal sealed record SecretKeyWire(string KeyId, bool IsPresent, bool Seals, int Variables, int Connections);

/// <summary>What came of a step of a rotation.</summary>
internal sealed record RotationWire(string KeyId, int Resealed, bool HasMore);
