using Orrery.Storage.Rows;

namespace Orrery.Storage.Sql.Maps;

/// <summary>What operators keep: variables, connections, users, favourites; and warnings to them.</summary>
/// <remarks>Initializers run in the order they are written, which is that of the columns.</remarks>
internal static class OperatorMaps
{
    public static readonly RowMap<VariableRow> Variable = new(
        "variable",
        keys: 1,
        "key, sealed, key_id, description, created_at, updated_at",
        (s, r) => s.Add(r.Key).Add(r.Sealed).Add(r.KeyId).Add(r.Description).Add(r.CreatedAt).Add(r.UpdatedAt),
        s => new VariableRow
        {
            Key = s.Text(),
            Sealed = s.Bytes(),
            KeyId = s.Text(),
            Description = s.TextOrNull(),
            CreatedAt = s.Instant(),
            UpdatedAt = s.Instant(),
            Revision = s.Int64(),
        });

    public static readonly RowMap<ConnectionRow> Connection = new(
        "connection",
        keys: 1,
        "connection_id, conn_type, host, port, login, schema_name, sealed, key_id, description, created_at, updated_at",
        (s, r) => s.Add(r.ConnectionId).Add(r.ConnType).Add(r.Host).Add(r.Port).Add(r.Login).Add(r.Schema)
            .Add(r.Sealed).Add(r.KeyId).Add(r.Description).Add(r.CreatedAt).Add(r.UpdatedAt),
        s => new ConnectionRow
        {
            ConnectionId = s.Text(),
            ConnType = s.Text(),
            Host = s.TextOrNull(),
            Port = s.Int32OrNull(),
            Login = s.TextOrNull(),
            Schema = s.TextOrNull(),
            Sealed = s.Bytes(),
            KeyId = s.Text(),
            Description = s.TextOrNull(),
            CreatedAt = s.Instant(),
            UpdatedAt = s.Instant(),
            Revision = s.Int64(),
        });

    public static readonly RowMap<UserRow> User = new(
        "user_account",
        keys: 1,
        "name, display_name, password_hash, external_id, role, grants, is_active, session_number, created_by, created_at, updated_at, last_sign_in_at",
        (s, r) => s.Add(r.Name).Add(r.DisplayName).Add(r.PasswordHash).Add(r.ExternalId).Add(r.Role).Add(r.GrantsJson).Add(r.IsActive)
            .Add(r.SessionNumber).Add(r.CreatedBy).Add(r.CreatedAt).Add(r.UpdatedAt).Add(r.LastSignInAt),
        s => new UserRow
        {
            Name = s.Text(),
            DisplayName = s.TextOrNull(),
            PasswordHash = s.TextOrNull(),
            ExternalId = s.TextOrNull(),
            Role = s.Text(),
            GrantsJson = s.Text(),
            IsActive = s.Bool(),
            SessionNumber = s.Int32(),
            CreatedBy = s.Text(),
            CreatedAt = s.Instant(),
            UpdatedAt = s.Instant(),
            LastSignInAt = s.InstantOrNull(),
            Revision = s.Int64(),
        });

    public static readonly RowMap<DagFavoriteRow> Favorite = new(
        "dag_favorite",
        keys: 2,
        "user_name, dag_id",
        (s, r) => s.Add(r.UserName).Add(r.DagId),
        s => new DagFavoriteRow { UserName = s.Text(), DagId = s.Text() });

    public static readonly RowMap<DagWarningRow> Warning = new(
        "dag_warning",
        keys: 2,
        "dag_id, warning_type, message, created_at",
        (s, r) => s.Add(r.DagId).Add(r.WarningType).Add(r.Message).Add(r.CreatedAt),
        s => new DagWarningRow { DagId = s.Text(), WarningType = s.Text(), Message = s.Text(), CreatedAt = s.Instant() },
        keep: "created_at");
}
