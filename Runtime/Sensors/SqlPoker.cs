using System.Globalization;
using System.Text.Json;
using Npgsql;
using Orrery.Core.Dags;
using Orrery.Core.Waits;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Storage.Sqlite;

namespace Orrery.Runtime.Sensors;

/// <summary>Asks a database; the first value of the first row says whether it is time.</summary>
internal sealed class SqlPoker : IPoker
{
    public async Task<PokeResult> PokeAsync(LaunchSpec spec, CancellationToken cancellationToken)
    {
        var sql = spec.Sensor!.Sql!;
        var value = sql.Kind == SqlKind.Sqlite
            ? await Task.Run(() => SqliteFile.FirstValue(Path.Combine(spec.WorkingDirectory ?? Directory.GetCurrentDirectory(), sql.Connection), sql.Query, cancellationToken), cancellationToken)
            : await AskPostgresAsync(sql, cancellationToken);
        var shown = Shorten(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
        return IsTrue(value)
            ? new PokeResult(PokeKind.Met, $"The query gave {shown}.", JsonSerializer.Serialize(value is string or long or double or int or decimal or bool ? value : shown))
            : new PokeResult(PokeKind.NotYet, value is null ? "The query gave no value." : $"The query gave '{shown}', which is not true.");
    }

    /// <summary>Whether a value says yes.</summary>
    internal static bool IsTrue(object? value) => value switch
    {
        null or DBNull => false,
        bool flag => flag,
        string text => text is not ("" or "0"),
        IConvertible number when value is sbyte or byte or short or int or long or float or double or decimal => number.ToDouble(CultureInfo.InvariantCulture) != 0,
        _ => true,
    };

    private static async Task<object?> AskPostgresAsync(SqlProbe sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(sql.Connection);
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();

        // The text of the DAG's author, who may run anything anyway.
#pragma warning disable CA2100
        command.CommandText = sql.Query;
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(cancellationToken);
    }

    private static string Shorten(string text) => text.Length <= 100 ? text : text[..100] + "…";
}
