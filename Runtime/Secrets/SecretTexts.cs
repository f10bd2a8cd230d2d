using Orrery.Core.Secrets;

namespace Orrery.Runtime.Secrets;

/// <summary>Connections as texts of backends.</summary>
internal static class SecretTexts
{
    /// <summary>Reads a connection: a URI, or a JSON object.</summary>
    /// <param name="connectionId">Its id.</param>
    /// <param name="text">The text.</param>
    /// <param name="place">Where it is from, for the message.</param>
    /// <exception cref="SecretUnreadableException">It is none.</exception>
    public static Connection ToConnection(string connectionId, string text, string place)
    {
        var connection = ConnectionJson.ReadText(connectionId, text, out var problems);
        IEnumerable<string> wrong = connection is null ? problems : ConnectionRules.Problems(connection).Where(p => p.Field != "connection_id").Select(p => $"{p.Field}: {p.Problem}");
        return string.Join(' ', wrong) is { Length: > 0 } problem
            ? throw new SecretUnreadableException($"The connection '{connectionId}' in {place} cannot be read. {problem}")
            : connection!;
    }
}
