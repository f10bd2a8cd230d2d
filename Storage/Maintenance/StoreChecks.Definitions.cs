namespace Orrery.Storage.Maintenance;

/// <content>DAGs and what they are pinned to; backfills; assets.</content>
internal static partial class StoreChecks
{
    private const string DagRemedy = "Deploy the DAG again, or restore a backup.";
    private const string BackfillRemedy = "Cancel the backfill with 'orrery backfill cancel' and make it anew; and report it with the server's log.";
    private const string AssetRemedy = "Restore a backup if runs are missing or came twice; and report it with the server's log.";
    private const string PoolRemedy = "Set it anew: orrery pools set default_pool --slots 128.";

    private static StoreCheck[] OfDags =>
    [
        new("run_dag", $"SELECT {Run}, 'Its DAG does not exist.' FROM dag_run r WHERE NOT EXISTS (SELECT 1 FROM dag d WHERE d.dag_id = r.dag_id)", DagRemedy),
        new("run_release", $"SELECT {Run}, 'It is pinned to release ' || r.release || ', which does not exist.' FROM dag_run r WHERE NOT EXISTS (SELECT 1 FROM dag_release e WHERE e.dag_id = r.dag_id AND e.release = r.release)", DagRemedy),
        new("run_version", $"SELECT {Run}, 'It is pinned to version ' || r.version || ', and its release to ' || e.version || '.' FROM dag_run r JOIN dag_release e ON e.dag_id = r.dag_id AND e.release = r.release WHERE e.version <> r.version", DagRemedy),
        new("dag_release", "SELECT 'DAG ' || d.dag_id, 'It is at release ' || d.release || ', which does not exist.' FROM dag d WHERE NOT EXISTS (SELECT 1 FROM dag_release e WHERE e.dag_id = d.dag_id AND e.release = d.release)", DagRemedy),
        new("dag_version", "SELECT 'DAG ' || d.dag_id, 'It is at version ' || d.version || ', and its release at ' || e.version || '.' FROM dag d JOIN dag_release e ON e.dag_id = d.dag_id AND e.release = d.release WHERE e.version <> d.version", DagRemedy),
        new("release_version", "SELECT 'DAG ' || e.dag_id, 'Its release ' || e.release || ' is of version ' || e.version || ', which does not exist.' FROM dag_release e WHERE NOT EXISTS (SELECT 1 FROM dag_version v WHERE v.version = e.version)", DagRemedy),
        new("orphan_source", "SELECT 'DAG ' || s.dag_id, 'There is the source of release ' || s.release || ', which does not exist.' FROM dag_source s WHERE NOT EXISTS (SELECT 1 FROM dag_release e WHERE e.dag_id = s.dag_id AND e.release = s.release)", OrphanRemedy),
        new("default_pool", "SELECT 'pool default_pool', 'It does not exist, and tasks that name no pool wait for it.' WHERE NOT EXISTS (SELECT 1 FROM pool WHERE name = 'default_pool')", PoolRemedy),
    ];

    private static StoreCheck[] OfBackfills =>
    [
        new("backfill_dag", "SELECT 'backfill ' || b.backfill_id, 'Its DAG ' || b.dag_id || ' does not exist.' FROM backfill b WHERE NOT EXISTS (SELECT 1 FROM dag d WHERE d.dag_id = b.dag_id)", DagRemedy),
        new("backfill_version", "SELECT 'backfill ' || b.backfill_id, 'Its version ' || b.version || ' does not exist.' FROM backfill b WHERE NOT EXISTS (SELECT 1 FROM dag_version v WHERE v.version = b.version)", BackfillRemedy),
        new(
            "backfill_dates",
            """
            SELECT 'backfill ' || b.backfill_id, 'It has dealt with ' || b.done_count || ' of ' || b.date_count || ' dates, and ' || count(d.ordinal) || ' are on record, the highest ' || coalesce(max(d.ordinal), 0) || '.'
            FROM backfill b LEFT JOIN backfill_run d ON d.backfill_id = b.backfill_id
            GROUP BY b.backfill_id HAVING count(d.ordinal) <> b.done_count OR coalesce(max(d.ordinal), 0) <> b.done_count OR b.done_count > b.date_count
            """,
            BackfillRemedy),
        new("backfill_end", "SELECT 'backfill ' || b.backfill_id, 'It is completed, and has dealt with ' || b.done_count || ' of ' || b.date_count || ' dates.' FROM backfill b WHERE b.completed_at IS NOT NULL AND b.cancelled_at IS NULL AND b.done_count < b.date_count", BackfillRemedy),
        new(
            "backfill_run",
            """
            SELECT 'backfill ' || b.backfill_id, 'It is not completed, and its run ' || d.run_id || ' does not exist.' FROM backfill b JOIN backfill_run d ON d.backfill_id = b.backfill_id
            WHERE b.completed_at IS NULL AND d.run_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM dag_run r WHERE r.dag_id = b.dag_id AND r.run_id = d.run_id)
            """,
            BackfillRemedy),
        new("orphan_backfill_run", "SELECT 'backfill ' || d.backfill_id, 'It does not exist, and has ' || count(*) || ' dates.' FROM backfill_run d WHERE NOT EXISTS (SELECT 1 FROM backfill b WHERE b.backfill_id = d.backfill_id) GROUP BY d.backfill_id", OrphanRemedy),
        new("run_backfill", $"SELECT {Run}, 'Its backfill ' || r.backfill_id || ' does not exist.' FROM dag_run r WHERE r.backfill_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM backfill b WHERE b.backfill_id = r.backfill_id)", RunRemedy),
    ];

    private static StoreCheck[] OfAssets =>
    [
        new(
            "asset_twice",
            """
            SELECT 'asset ' || a.uri, 'Its events up to ' || b.to_event_id || ' led to two runs of DAG ' || a.dag_id || '.' FROM asset_consumption a
            JOIN asset_consumption b ON b.dag_id = a.dag_id AND b.uri = a.uri AND b.to_event_id < a.to_event_id AND b.to_event_id > a.from_event_id
            """,
            AssetRemedy),
        new("asset_run", "SELECT 'asset ' || c.uri, 'Its events up to ' || c.to_event_id || ' led to run number ' || c.run_pk || ', which does not exist.' FROM asset_consumption c WHERE NOT EXISTS (SELECT 1 FROM dag_run r WHERE r.run_pk = c.run_pk)", AssetRemedy),
        new("asset_last_event", "SELECT 'asset ' || a.uri, 'It has an event above its last one, ' || a.last_event_id || '.' FROM asset a WHERE EXISTS (SELECT 1 FROM asset_event e WHERE e.uri = a.uri AND e.event_id > a.last_event_id)", AssetRemedy),
        new("asset_spread", "SELECT 'asset ' || a.uri, 'DAGs have heard of event ' || a.spread_event_id || ', and its last one is ' || a.last_event_id || '.' FROM asset a WHERE a.spread_event_id > a.last_event_id", AssetRemedy),
        new("asset_queue", "SELECT 'asset ' || q.uri, 'DAG ' || q.dag_id || ' waits to run for event ' || q.event_id || ', and there is none that late.' FROM asset_dag_queue q WHERE NOT EXISTS (SELECT 1 FROM asset a WHERE a.uri = q.uri AND a.last_event_id >= q.event_id)", AssetRemedy),
        new("orphan_asset_event", "SELECT 'asset ' || e.uri, 'It does not exist, and has ' || count(*) || ' events.' FROM asset_event e WHERE NOT EXISTS (SELECT 1 FROM asset a WHERE a.uri = e.uri) GROUP BY e.uri", OrphanRemedy),
    ];
}
