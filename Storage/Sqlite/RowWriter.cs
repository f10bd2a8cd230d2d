using System.Diagnostics;
using Orrery.Storage.Rows;
using Orrery.Storage.Sqlite.Maps;

namespace Orrery.Storage.Sqlite;

/// <summary>Writes single rows with prepared statements. The set of row types is closed, and this is where each of them arrives.</summary>
/// <param name="session">The connection that writes.</param>
internal sealed class RowWriter(SqliteSession session)
{
    private const string RemoveXCom = "DELETE FROM xcom WHERE run_pk = ?1 AND ordinal = ?2";
    private const string RemoveImportError = "DELETE FROM import_error WHERE bundle = ?1 AND file = ?2";
    private const string RemoveReminder = "DELETE FROM reminder WHERE grain_id = ?1 AND name = ?2";

    /// <summary>Writes a row; false when it is fenced and its fence does not hold, and then nothing is written.</summary>
    public bool Write(StoreRow row) => row switch
    {
        TaskInstanceRow r => Upsert(RunMaps.TaskInstance, r),
        DagRunRow r => Fenced(RunMaps.DagRun, r),
        TaskTryRow r => Upsert(RunMaps.TaskTry, r),
        XComRow r => Upsert(RunMaps.XCom, r),
        XComRemoval r => Done(session.Statement(RemoveXCom).Add(r.RunPk).Add(r.Ordinal)),
        DagRow r => Fenced(DagMaps.Dag, r),
        DagVersionRow r => Insert(DagMaps.DagVersion, r),
        DagReleaseRow r => Upsert(DagMaps.DagRelease, r),
        DagSourceRow r => Upsert(DagMaps.DagSource, r),
        BundleRow r => Fenced(SystemMaps.Bundle, r),
        ImportErrorRow r => Upsert(SystemMaps.ImportError, r),
        ImportErrorRemoval r => Done(session.Statement(RemoveImportError).Add(r.Bundle).Add(r.File)),
        AuditRow r => Insert(SystemMaps.Audit, r),
        RuntimeHostRow r => Upsert(SystemMaps.RuntimeHost, r),
        GrainStateRow r => Fenced(SystemMaps.GrainState, r),
        ReminderRow r => Upsert(SystemMaps.Reminder, r),
        ReminderRemoval r => Done(session.Statement(RemoveReminder).Add(r.GrainId).Add(r.Name)),
        _ => throw new UnreachableException($"No table is known for the row {row.GetType().Name}."),
    };

    private bool Fenced<TRow>(RowMap<TRow> map, TRow row)
        where TRow : FencedRow
    {
        var statement = session.Statement(row.Revision == 0 ? map.Insert : map.Update);
        map.Bind(statement, row);
        return statement.Add(row.Revision).Run() == 1;
    }

    private bool Upsert<TRow>(RowMap<TRow> map, TRow row)
    {
        var statement = session.Statement(map.Upsert);
        map.Bind(statement, row);
        return Done(statement);
    }

    private bool Insert<TRow>(RowMap<TRow> map, TRow row)
    {
        var statement = session.Statement(map.Insert);
        map.Bind(statement, row);
        return Done(statement);
    }

    private static bool Done(SqliteStatement statement)
    {
        statement.Run();
        return true;
    }
}
