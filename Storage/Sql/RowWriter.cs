using System.Diagnostics;
using Orrery.Storage.Rows;
using Orrery.Storage.Sql.Maps;

namespace Orrery.Storage.Sql;

/// <summary>Knows the table of each row. The set of row types is closed, and this is where each of them arrives.</summary>
internal abstract class RowWriter
{
    private const string RemoveXCom = "DELETE FROM xcom WHERE run_pk = ?1 AND ordinal = ?2";
    private const string RemoveXComKey = "DELETE FROM xcom WHERE run_pk = ?1 AND ordinal = ?2 AND key = ?3";
    private const string RemoveTaskNote = "DELETE FROM task_instance_note WHERE run_pk = ?1 AND ordinal = ?2";
    private const string RemoveImportError = "DELETE FROM import_error WHERE bundle = ?1 AND file = ?2";
    private const string RemoveAssetReference = "DELETE FROM asset_reference WHERE dag_id = ?1 AND kind = ?2 AND target = ?3 AND role = ?4 AND task_id = ?5";
    private const string RemoveAssetOutbox = "DELETE FROM asset_outbox WHERE uri = ?1 AND run_pk = ?2 AND ordinal = ?3 AND try_number = ?4";
    private const string RemoveAssetQueue = "DELETE FROM asset_dag_queue WHERE dag_id = ?1 AND uri = ?2 AND event_id <= ?3";
    private const string RemoveBundleFile = "DELETE FROM bundle_file WHERE bundle = ?1 AND path = ?2";
    private const string RemoveReminder = "DELETE FROM reminder WHERE grain_id = ?1 AND name = ?2";

    private const string IsNotNeeded =
        "AND NOT EXISTS (SELECT 1 FROM dag d WHERE d.dag_id = ?1 AND (d.release = ?2 OR d.candidate_release = ?2 OR d.previous_release = ?2)) " +
        "AND NOT EXISTS (SELECT 1 FROM dag_run r WHERE r.dag_id = ?1 AND r.release = ?2)";

    private const string RemoveSource = $"DELETE FROM dag_source WHERE dag_id = ?1 AND release = ?2 {IsNotNeeded}";
    private const string RemoveRelease = $"DELETE FROM dag_release WHERE dag_id = ?1 AND release = ?2 {IsNotNeeded}";
    private const string RemoveVersion =
        "DELETE FROM dag_version WHERE version = ?1 AND NOT EXISTS (SELECT 1 FROM dag_release e WHERE e.version = ?1) AND NOT EXISTS (SELECT 1 FROM backfill b WHERE b.version = ?1)";

    private const string RemoveAssetEvents = "DELETE FROM asset_event WHERE uri = ?1 AND event_id > ?2 AND event_id <= ?3";
    private const string RemovePool = "DELETE FROM pool WHERE name = ?1";
    private const string RemoveFavorite = "DELETE FROM dag_favorite WHERE user_name = ?1 AND dag_id = ?2";
    private const string RemoveWarning = "DELETE FROM dag_warning WHERE dag_id = ?1 AND warning_type = ?2";
    private const string FindEpoch = "SELECT 1 FROM limit_epoch WHERE limit_key = ?1 AND revision = ?2";

    private const string RemoveSnapshot = "DELETE FROM bundle_snapshot WHERE bundle = ?1 AND snapshot = ?2 AND created_at < ?3";
    private const string FindSnapshot = "SELECT 1 FROM bundle_snapshot WHERE bundle = ?1 AND snapshot = ?2";

    /// <summary>What hangs on the ordinals of task instances.</summary>
    private static readonly RowMap[] UnderInstances = [RunMaps.TaskInstance, RunMaps.TaskTry, RunMaps.XCom, RunMaps.TaskNote, WaitMaps.Approval];

    private static readonly RowMap[] UnderRuns = [RunMaps.TaskInstance, RunMaps.TaskTry, RunMaps.XCom, RunMaps.TaskNote, WaitMaps.Approval, AssetMaps.Consumption];

    private static readonly RowMap[] UnderDags = [DagMaps.DagRelease, DagMaps.DagSource, OperatorMaps.Warning, OperatorMaps.Favorite];

    /// <summary>Writes a row; false when it is fenced and its fence does not hold, or is a condition that does not, and then nothing is written.</summary>
    public bool Write(StoreRow row) => row switch
    {
        TaskInstanceRow r => Upsert(RunMaps.TaskInstance, r),
        DagRunRow r => Fenced(RunMaps.DagRun, r),
        TaskInstanceShift r => Array.TrueForAll(UnderInstances, under => Remove(
            under,
            $"UPDATE {under.Table} SET ordinal = -1 - (ordinal + ?4) WHERE run_pk = ?1 AND ordinal >= ?2 AND ordinal <= ?3",
            s => s.Add(r.RunPk).Add(r.First).Add(r.Last).Add(r.By))),
        TaskInstanceShiftEnd r => Array.TrueForAll(UnderInstances, under => Remove(
            under, $"UPDATE {under.Table} SET ordinal = -1 - ordinal WHERE run_pk = ?1 AND ordinal < 0", s => s.Add(r.RunPk))),
        TaskTryRow r => Upsert(RunMaps.TaskTry, r),
        XComRow r => Upsert(RunMaps.XCom, r),
        ApprovalRow r => Upsert(WaitMaps.Approval, r),
        XComRemoval r => Remove(RunMaps.XCom, RemoveXCom, s => s.Add(r.RunPk).Add(r.Ordinal)),
        XComKeyRemoval r => Remove(RunMaps.XCom, RemoveXComKey, s => s.Add(r.RunPk).Add(r.Ordinal).Add(r.Key)),
        BackfillRow r => Fenced(BackfillMaps.Backfill, r),
        BackfillRunRow r => Upsert(BackfillMaps.BackfillRun, r),
        TaskNoteRow r => Upsert(RunMaps.TaskNote, r),
        TaskNoteRemoval r => Remove(RunMaps.TaskNote, RemoveTaskNote, s => s.Add(r.RunPk).Add(r.Ordinal)),
        DagRow r => Fenced(DagMaps.Dag, r),
        DagVersionRow r => Insert(DagMaps.DagVersion, r),
        DagReleaseRow r => Upsert(DagMaps.DagRelease, r),
        DagSourceRow r => Upsert(DagMaps.DagSource, r),
        BundleRow r => Fenced(SystemMaps.Bundle, r),
        CodeBlobRow r => Upsert(CodeMaps.Blob, r),
        CodeTreeRow r => Upsert(CodeMaps.Tree, r),
        BundleSnapshotRow r => Upsert(CodeMaps.Snapshot, r),
        BundleSnapshotAssertion r => Exists(FindSnapshot, s => s.Add(r.Bundle).Add(r.Snapshot)),
        BundleFileRow r => Upsert(CodeMaps.File, r),
        BundleFileRemoval r => Remove(CodeMaps.File, RemoveBundleFile, s => s.Add(r.Bundle).Add(r.Path)),
        ImportErrorRow r => Upsert(SystemMaps.ImportError, r),
        ImportErrorRemoval r => Remove(SystemMaps.ImportError, RemoveImportError, s => s.Add(r.Bundle).Add(r.File)),
        AuditRow r => Insert(SystemMaps.Audit, r),
        RuntimeHostRow r => Upsert(SystemMaps.RuntimeHost, r),
        PoolRow r => Fenced(PoolMaps.Pool, r),
        PoolRemoval r => Remove(PoolMaps.Pool, RemovePool, s => s.Add(r.Name)),
        LimitEpochRow r => Fenced(PoolMaps.LimitEpoch, r),
        LimitEpochAssertion r => Exists(FindEpoch, s => s.Add(r.LimitKey).Add(r.Revision)),
        VariableRow r => Fenced(OperatorMaps.Variable, r),
        VariableRemoval r => Take(OperatorMaps.Variable, "key", r.Key, r.Revision),
        ConnectionRow r => Fenced(OperatorMaps.Connection, r),
        ConnectionRemoval r => Take(OperatorMaps.Connection, "connection_id", r.ConnectionId, r.Revision),
        UserRow r => Fenced(OperatorMaps.User, r),
        UserRemoval r => Take(OperatorMaps.User, "name", r.Name, r.Revision),
        DagFavoriteRow r => Insert(OperatorMaps.Favorite, r),
        DagFavoriteRemoval r => Remove(OperatorMaps.Favorite, RemoveFavorite, s => s.Add(r.UserName).Add(r.DagId)),
        DagWarningRow r => Upsert(OperatorMaps.Warning, r),
        DagWarningRemoval r => Remove(OperatorMaps.Warning, RemoveWarning, s => s.Add(r.DagId).Add(r.WarningType)),
        ApiTokenRow r => Upsert(SystemMaps.ApiToken, r),
        GrainStateRow r => Fenced(SystemMaps.GrainState, r),
        ReminderRow r => Upsert(SystemMaps.Reminder, r),
        ReminderRemoval r => Remove(SystemMaps.Reminder, RemoveReminder, s => s.Add(r.GrainId).Add(r.Name)),
        AssetRow r => Fenced(AssetMaps.Asset, r),
        AssetReferenceRow r => Upsert(AssetMaps.Reference, r),
        AssetReferenceRemoval r => Remove(
            AssetMaps.Reference, RemoveAssetReference, s => s.Add(r.DagId).Add((long)r.Kind).Add(r.Target).Add((long)r.Role).Add(r.TaskId)),
        AssetAliasRow r => Insert(AssetMaps.Alias, r),
        AssetOutboxRow r => Upsert(AssetMaps.Outbox, r),
        AssetOutboxRemoval r => Remove(AssetMaps.Outbox, RemoveAssetOutbox, s => s.Add(r.Uri).Add(r.RunPk).Add(r.Ordinal).Add(r.TryNumber)),
        AssetEventRow r => Insert(AssetMaps.Event, r),
        AssetQueueRow r => Upsert(AssetMaps.Queue, r),
        AssetQueueRemoval r => Remove(AssetMaps.Queue, RemoveAssetQueue, s => s.Add(r.DagId).Add(r.Uri).Add(r.UpToEventId)),
        AssetConsumptionRow r => Upsert(AssetMaps.Consumption, r),
        DagRunRemoval r => TakeRun(r),
        DagRemoval r => Take(DagMaps.Dag, "dag_id", r.DagId, r.Revision)
            && Array.TrueForAll(UnderDags, under => Remove(under, $"DELETE FROM {under.Table} WHERE dag_id = ?1", s => s.Add(r.DagId))),
        BackfillRemoval r => Take(BackfillMaps.Backfill, "backfill_id", r.BackfillId, r.Revision)
            && Remove(BackfillMaps.BackfillRun, "DELETE FROM backfill_run WHERE backfill_id = ?1", s => s.Add(r.BackfillId)),
        DagReleaseRemoval r => Remove(DagMaps.DagSource, RemoveSource, s => s.Add(r.DagId).Add(r.Release))
            && Remove(DagMaps.DagRelease, RemoveRelease, s => s.Add(r.DagId).Add(r.Release)),
        DagVersionRemoval r => Remove(DagMaps.DagVersion, RemoveVersion, s => s.Add(r.Version)),
        AssetEventRemoval r => Remove(AssetMaps.Event, RemoveAssetEvents, s => s.Add(r.Uri).Add(r.Above).Add(r.UpTo)),
        BundleSnapshotRemoval r => Remove(CodeMaps.Snapshot, RemoveSnapshot, s => s.Add(r.Bundle).Add(r.Snapshot).Add(r.Before)),
        CodeTreeRemoval r => Remove(CodeMaps.Tree, "DELETE FROM code_tree WHERE hash = ?1 AND created_at < ?2", s => s.Add(r.Hash).Add(r.Before)),
        CodeBlobRemoval r => Remove(CodeMaps.Blob, "DELETE FROM code_blob WHERE hash = ?1 AND created_at < ?2", s => s.Add(r.Hash).Add(r.Before)),
        AuditRemoval r => Remove(SystemMaps.Audit, "DELETE FROM audit WHERE audit_id <= ?1", s => s.Add(r.UpTo)),
        _ => throw new UnreachableException($"No table is known for the row {row.GetType().Name}."),
    };

    /// <summary>Inserts (revision 0) or updates a row under its fence; false when it does not hold.</summary>
    protected abstract bool Fenced<TRow>(RowMap<TRow> map, TRow row)
        where TRow : FencedRow;

    /// <summary>Takes a fenced row away; false when its fence does not hold.</summary>
    protected abstract bool TakeFenced(string sql, Action<ISqlParameters> bind);

    /// <summary>Inserts a row or replaces the one with its key; true.</summary>
    protected abstract bool Upsert<TRow>(RowMap<TRow> map, TRow row)
        where TRow : StoreRow;

    /// <summary>Inserts a row unless there is one with its key; true.</summary>
    protected abstract bool Insert<TRow>(RowMap<TRow> map, TRow row)
        where TRow : StoreRow;

    /// <summary>Runs a statement that takes rows out of a table, or moves them in it; true.</summary>
    protected abstract bool Remove(RowMap map, string sql, Action<ISqlParameters> bind);

    /// <summary>Whether a query finds anything; what it finds must not change before the transaction ends.</summary>
    protected abstract bool Exists(string sql, Action<ISqlParameters> bind);

    private bool Take(RowMap map, string key, long id, long revision) =>
        TakeFenced($"DELETE FROM {map.Table} WHERE {key} = ?1 AND revision = ?2", s => s.Add(id).Add(revision));

    private bool Take(RowMap map, string key, string id, long revision) =>
        TakeFenced($"DELETE FROM {map.Table} WHERE {key} = ?1 AND revision = ?2", s => s.Add(id).Add(revision));

    private bool TakeRun(DagRunRemoval row) =>
        Take(RunMaps.DagRun, "run_pk", row.RunPk, row.Revision)
        && Array.TrueForAll(UnderRuns, under => Remove(under, $"DELETE FROM {under.Table} WHERE run_pk = ?1", s => s.Add(row.RunPk)));
}
