using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orrery.Core.Secrets;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Secrets;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Secrets;

/// <summary>From rows to secrets and back.</summary>
internal static class SecretRows
{
    /// <summary>The value of a variable.</summary>
    /// <exception cref="SecretUnreadableException">It cannot be opened.</exception>
    public static string Open(KeyRing ring, VariableRow row) => Encoding.UTF8.GetString(ring.Open(SecretKind.Variable, row.Key, row.Sealed));

    /// <summary>Opens something; null when it cannot be opened, and why.</summary>
    public static T? TryOpen<T>(Func<T> open, out string? problem)
        where T : class
    {
        try
        {
            problem = null;
            return open();
        }
        catch (SecretUnreadableException e)
        {
            problem = e.Message;
            return null;
        }
    }

    /// <summary>Opens all; refused when one cannot be opened: half of what was asked for would be taken for all of it.</summary>
    public static SecretExport<T> OpenAll<TRow, T>(IEnumerable<TRow> rows, Func<TRow, T> open)
        where T : class
    {
        var opened = ImmutableArray.CreateBuilder<T>();
        var problems = ImmutableArray.CreateBuilder<string>();
        foreach (var row in rows)
        {
            if (TryOpen(() => open(row), out var problem) is { } item)
            {
                opened.Add(item);
            }
            else
            {
                problems.Add(problem!);
            }
        }

        return problems.Count == 0
            ? new SecretExport<T> { Outcome = ActionResult.Done, Items = opened.ToImmutable() }
            : new SecretExport<T> { Outcome = ActionResult.Refuse(ActionStatus.Conflict, problems.ToImmutable()) };
    }

    /// <summary>The row with this value.</summary>
    public static VariableRow Seal(KeyRing ring, VariableRow row, string value) => row with
    {
        Sealed = ring.Seal(SecretKind.Variable, row.Key, Encoding.UTF8.GetBytes(value)),
        KeyId = ring.SealingKeyId,
    };

    /// <summary>A connection with its secrets.</summary>
    /// <exception cref="SecretUnreadableException">They cannot be opened.</exception>
    public static Connection Open(KeyRing ring, ConnectionRow row)
    {
        var secrets = JsonNode.Parse(ring.Open(SecretKind.Connection, row.ConnectionId, row.Sealed))!;
        return Bare(row) with { Password = secrets["password"]?.GetValue<string>(), Extra = secrets["extra"]?.GetValue<string>() };
    }

    /// <summary>A connection without its secrets.</summary>
    public static Connection Bare(ConnectionRow row) => new()
    {
        ConnectionId = row.ConnectionId,
        ConnType = row.ConnType,
        Description = row.Description,
        Host = row.Host,
        Login = row.Login,
        Schema = row.Schema,
        Port = row.Port,
    };

    /// <summary>The row of a connection.</summary>
    /// <param name="ring">Seals.</param>
    /// <param name="before">The row as it is; gives what a connection does not say.</param>
    /// <param name="connection">The connection.</param>
    public static ConnectionRow Seal(KeyRing ring, ConnectionRow before, Connection connection) => before with
    {
        ConnType = connection.ConnType,
        Description = connection.Description,
        Host = connection.Host,
        Login = connection.Login,
        Schema = connection.Schema,
        Port = connection.Port,
        Sealed = ring.Seal(
            SecretKind.Connection,
            connection.ConnectionId,
            JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["password"] = connection.Password, ["extra"] = connection.Extra })),
        KeyId = ring.SealingKeyId,
    };
}
