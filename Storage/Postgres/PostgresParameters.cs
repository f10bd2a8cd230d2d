using Npgsql;
using NpgsqlTypes;
using Orrery.Storage.Sql;

namespace Orrery.Storage.Postgres;

/// <summary>The parameters of one command.</summary>
/// <param name="parameters">Where they are added.</param>
internal sealed class PostgresParameters(NpgsqlParameterCollection parameters) : ISqlParameters
{
    public ISqlParameters Add(long value)
    {
        parameters.Add(new NpgsqlParameter<long> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Bigint });
        return this;
    }

    public ISqlParameters Add(long? value) => value is { } number ? Add(number) : AddNull(NpgsqlDbType.Bigint);

    public ISqlParameters Add(double value)
    {
        parameters.Add(new NpgsqlParameter<double> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Double });
        return this;
    }

    public ISqlParameters Add(bool value) => Add(value ? 1L : 0L);

    public ISqlParameters Add(DateTimeOffset? value) => Add(PostgresValue.Of(value));

    public ISqlParameters Add(TimeSpan value) => Add(PostgresValue.Of(value));

    public ISqlParameters Add(Guid? value) => Add(PostgresValue.Of(value));

    public ISqlParameters Add(byte[]? value) => value is null ? AddNull(NpgsqlDbType.Bytea) : AddValue(value, NpgsqlDbType.Bytea);

    public ISqlParameters Add(string? value) => value is null ? AddNull(NpgsqlDbType.Text) : AddValue(PostgresValue.Of(value), NpgsqlDbType.Text);

    private PostgresParameters AddNull(NpgsqlDbType type) => AddValue(DBNull.Value, type);

    private PostgresParameters AddValue(object value, NpgsqlDbType type)
    {
        parameters.Add(new NpgsqlParameter { Value = value, NpgsqlDbType = type });
        return this;
    }
}
