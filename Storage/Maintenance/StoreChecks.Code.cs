namespace Orrery.Storage.Maintenance;

/// <content>What names code. What is in the code is for <see cref="CodeCheck"/>.</content>
internal static partial class StoreChecks
{
    /// <summary>What to do about code that is not whole.</summary>
    public const string CodeRemedy = "Deploy the bundle again and run on the newest version; or restore a backup.";

    private static StoreCheck[] OfCode =>
    [
        Named("bundle_snapshot", "'bundle ' || x.name", "bundle", "Its code", "snapshot"),
        Named("stored_snapshot", "'bundle ' || x.bundle", "bundle_snapshot", "Its stored code", "snapshot"),
        Named("release_snapshot", "'release ' || x.dag_id || ' ' || x.release", "dag_release", "Its code", "snapshot"),
        Named("run_snapshot", "'run ' || x.dag_id || '/' || x.run_id", "dag_run", "Its code", "snapshot"),
        Named("release_source", "'release ' || x.dag_id || ' ' || x.release", "dag_release", "Its file", "source_blob", "code_blob"),
    ];

    private static StoreCheck Named(string name, string where, string table, string what, string column, string of = "code_tree") => new(
        name, $"SELECT {where}, '{what} ' || x.{column} || ' does not exist.' FROM {table} x WHERE x.{column} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {of} c WHERE c.hash = x.{column})", CodeRemedy);
}
