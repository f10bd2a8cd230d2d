using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Orrery.Client;
using Orrery.Core.Identity;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Browser.Tests.Demo;

/// <summary>What a small company's installation might hold.</summary>
public static class DemoData
{
    /// <summary>The run whose tasks are under way.</summary>
    public const string LiveDag = "orders_hourly";

    /// <summary>The DAG with 10,000 tasks.</summary>
    public const string LargeDag = "warehouse_rebuild";

    /// <summary>The DAG whose last run failed.</summary>
    public const string FailedDag = "billing_export";

    private const string Version = "9f3c1a7be0d24c55a1f0d8c3b2e6a7945b1c0d3e2f4a6978c0b1d2e3f4a5b6c7";

    /// <summary>The version of <see cref="LargeDag"/>: a thousand groups of ten tasks.</summary>
    private const string LargeVersion = "4b825dc642cb6eb9a060e54bf8d69288fbee4904aa11bb22cc33dd44ee55ff66";

    /// <summary>The version of <see cref="FailedDag"/>.</summary>
    private const string FailedVersion = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391aa11bb22cc33dd44ee55ff66";

    /// <summary>The params of <see cref="FailedDag"/>.</summary>
    private const string Params = """
        {
          "params": {
            "region": {"default": "eu", "enum": ["eu", "us", "apac"], "values_display": {"eu": "Europe", "us": "United States", "apac": "Asia and Pacific"}, "description": "Whose invoices are exported."},
            "day": {"type": ["string", "null"], "format": "date", "default": null, "title": "Day", "description": "The last closed day when empty."},
            "limit": {"type": "integer", "default": 5000, "minimum": 1, "maximum": 100000},
            "recipients": {"type": "array", "items": {"type": "string"}, "minItems": 1, "default": ["finance@example.com"]},
            "resend": {"type": "boolean", "default": false, "title": "Send again what was sent"}
          }
        }
        """;

    /// <summary>What <see cref="LiveDag"/> was before: it had another task at its end.</summary>
    private const string OldVersion = "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03";

    private const int LargeTasks = 10_000;

    private static readonly (string Id, string About, string? Schedule, string Owner, string[] Tags, int Minutes)[] Dags =
    [
        (FailedDag, "Exports yesterday's invoices to the accounting system and checks the totals", "At 02:15, every day", "finance", ["finance", "daily"], 1440),
        ("churn_model", "Trains the churn model on the last ninety days and publishes it if it beats the current one", "At 04:00, on Monday", "data-science", ["ml"], 10080),
        ("crm_sync", "Copies new and changed contacts from the CRM", "Every 15 minutes", "growth", ["sync"], 15),
        ("data_quality", "Row counts, null shares and freshness of every table that somebody reads", "At minute 30 of every hour", "platform", ["quality", "hourly"], 60),
        ("gdpr_erasure", "Erases what customers asked to be erased, in every store, with a report", null, "privacy", ["compliance"], 0),
        ("inventory_snapshot", "Stock of every warehouse at midnight", "At 00:00, every day", "logistics", ["daily"], 1440),
        (LiveDag, "Loads orders of the past hour, joins them with payments and refreshes the marts", "At minute 0 of every hour", "sales", ["sales", "hourly", "critical"], 60),
        ("partner_feeds", "Sends each partner the feed of its own products", "At 06:30, every day", "partners", ["daily"], 1440),
        ("search_index", "Rebuilds the search index when the catalogue has changed", "When catalogue changes", "search", ["assets"], 0),
        ("sessions_daily", "Groups page views into sessions", "At 01:00, every day", "web", ["daily", "web"], 1440),
        (LargeDag, "Rebuilds every partition of the warehouse; run by hand after schema changes", null, "platform", ["maintenance"], 0),
        ("weekly_report", "Figures of the week, as a PDF, to everybody who wants them", "At 07:00, on Monday", "finance", ["report"], 10080),
    ];

    private static readonly string[] LiveTasks =
    [
        "wait_for_partition", "extract_orders", "extract_payments", "extract_customers", "validate_orders", "validate_payments", "load_orders",
        "load_payments", "load_customers", "join_orders_payments", "detect_duplicates", "mart_sales_by_day", "mart_sales_by_region",
        "mart_sales_by_channel", "mart_refunds", "refresh_dashboard", "export_parquet", "publish_metrics", "notify_sales", "cleanup_staging",
        "branch_on_volume", "small_batch", "large_batch", "archive_raw", "verify_archive", "send_summary",
    ];

    private static readonly string[] FailedTasks = ["fetch_invoices", "convert_currencies", "check_totals", "upload", "confirm"];

    /// <summary>The run of <see cref="LiveDag"/> that is under way.</summary>
    public static string LiveRun(DateTimeOffset now) => RunId(Hour(now));

    /// <summary>The failed run of <see cref="FailedDag"/>.</summary>
    public static string FailedRun(DateTimeOffset now) => RunId(Hour(now).AddDays(-1));

    /// <summary>The run of <see cref="LargeDag"/>.</summary>
    public const string LargeRun = "manual__2026-08-20T09:12:00+00:00";

    public static DemoClient Create(DateTimeOffset now)
    {
        var client = new DemoClient(now);
        var random = new Random(7);
        foreach (var (id, about, schedule, owner, tags, minutes) in Dags)
        {
            client.PutDag(new DagInfo
            {
                DagId = id,
                Description = about,
                TimetableSummary = schedule,
                Owner = owner,
                Tags = [.. tags],
                BundleName = "etl",
                RelativeFileloc = $"dags/{id}.yaml",
                LatestVersionNumber = 3 + (id.Length % 5),
                Version = VersionOf(id),
                IsPaused = id is "partner_feeds" or "weekly_report",
                NextDagrunRunAfter = minutes > 0 ? (minutes < 60 ? now.AddMinutes(minutes / 2.0) : Hour(now).AddMinutes(minutes)) : null,
                TaskCount = LiveTasks.Length,
            });
            AddRuns(client, id, minutes, random, now);
        }

        client.PutStructure(Version, StructureOf(LiveTasks));
        client.PutStructure(OldVersion, StructureOf([.. LiveTasks[..^3], "sync_legacy_crm"]));
        client.PutDocument(FailedVersion, JsonNode.Parse(Params)!.AsObject());
        client.PutStructure(FailedVersion, StructureOf(FailedTasks));
        client.PutStructure(LargeVersion, new DagStructure
        {
            TaskIds = [.. Enumerable.Range(0, LargeTasks).Select(i => $"rebuild.part_{i:0000}")],
            Upstream = [.. Enumerable.Range(0, LargeTasks).Select(i => i < 10 ? ImmutableArray<int>.Empty : [i - 10])],
            Operators = [.. Enumerable.Repeat("bash", LargeTasks)],
            Groups = [.. Enumerable.Range(0, LargeTasks / 10).Select(i => new TaskGroupInfo($"schema_{i:000}", -1))],
            GroupOf = [.. Enumerable.Range(0, LargeTasks).Select(i => i / 10)],
        });
        AddLiveRun(client, now);
        AddFailedRun(client, now);
        AddLargeRun(client, now);
        client.PutImportError(new ImportErrorInfo
        {
            BundleName = "etl",
            Filename = "dags/loyalty.yaml",
            StackTrace = "dags/loyalty.yaml:14:9: task 'score': depends_on names 'load_membrs', which is no task of this DAG. Did you mean 'load_members'?\n"
                + "dags/loyalty.yaml:31:13: task 'notify': retry_delay '5 minuets' is no duration. Write a number and a unit: 5 minutes, 30s, 1h.",
            FirstSeen = now.AddMinutes(-42),
            Timestamp = now.AddMinutes(-2),
        });
        return client;
    }

    public static DagRunInfo Run(string dagId, string runId, DagRunState state, DateTimeOffset at, TimeSpan? duration) => new()
    {
        DagId = dagId,
        DagRunId = runId,
        State = state,
        RunType = DagRunTypes.ReservedBy(runId) ?? DagRunType.Manual,
        LogicalDate = runId.StartsWith("scheduled", StringComparison.Ordinal) ? at.AddHours(-1) : null,
        DataIntervalStart = at.AddHours(-1),
        DataIntervalEnd = at,
        RunAfter = at,
        QueuedAt = at,
        StartDate = state == DagRunState.Queued ? null : at.AddSeconds(0.4),
        EndDate = duration is { } d ? at.AddSeconds(0.4) + d : null,
        VersionNumber = 6,
        Version = VersionOf(dagId),
        TriggeredBy = "scheduler",
    };

    public static TaskInstanceInfo Task(string dagId, string runId, int ordinal, string taskId, TaskInstanceState state) => new()
    {
        DagId = dagId,
        DagRunId = runId,
        TaskId = taskId,
        Ordinal = ordinal,
        State = state,
        TryNumber = state is TaskInstanceState.None or TaskInstanceState.Scheduled or TaskInstanceState.Skipped or TaskInstanceState.UpstreamFailed or TaskInstanceState.Removed ? 0 : 1,
        MaxTries = 3,
        Operator = Operator(taskId),
        Hostname = "runner-2",
    };

    private static string Operator(string taskId) => taskId switch
    {
        _ when taskId.StartsWith("branch", StringComparison.Ordinal) => "branch",
        _ when taskId.StartsWith("wait", StringComparison.Ordinal) => "sensor",
        _ when taskId.StartsWith("mart", StringComparison.Ordinal) => "python",
        _ when taskId.StartsWith("notify", StringComparison.Ordinal) => "http",
        _ => "bash",
    };

    private static string VersionOf(string dagId) => dagId switch { LargeDag => LargeVersion, FailedDag => FailedVersion, _ => Version };

    private static DagStructure StructureOf(string[] tasks) => new()
    {
        TaskIds = [.. tasks],
        Upstream = [.. tasks.Select((_, i) => i == 0 ? ImmutableArray<int>.Empty : [(i - 1) / 2])],
        Operators = [.. tasks.Select(Operator)],
        Groups = [new("ingest", -1), new("ingest.validation", 0), new("marts", -1)],
        GroupOf = [.. tasks.Select(t => t.Split('_')[0] switch { "extract" or "load" => 0, "validate" => 1, "mart" => 2, _ => -1 })],
    };

    private static DateTimeOffset Hour(DateTimeOffset now) => new(now.Year, now.Month, now.Day, now.Hour, 0, 0, TimeSpan.Zero);

    private static string RunId(DateTimeOffset at) => DagRunTypes.RunId(DagRunType.Scheduled, at);

    private static void AddRuns(DemoClient client, string dagId, int minutes, Random random, DateTimeOffset now)
    {
        if (dagId is "gdpr_erasure" or LargeDag)
        {
            return;
        }

        var step = TimeSpan.FromMinutes(minutes > 0 ? minutes : 720);
        for (var i = 1; i <= 60; i++)
        {
            var at = Hour(now) - (step * i);
            // Of late only two DAGs give work to people.
            var mayFail = dagId == LiveDag || at < now.AddDays(-2);
            var state = (random.Next(100) < 6 && mayFail) || (dagId == FailedDag && i == 1) ? DagRunState.Failed : DagRunState.Success;
            var run = Run(dagId, RunId(at), state, at, TimeSpan.FromSeconds(20 + (random.NextDouble() * random.Next(30, 900))));
            if (dagId == LiveDag)
            {
                run = i > 14 ? run with { Version = OldVersion, VersionNumber = run.VersionNumber - 1 } : run;
                AddEndedTasks(client, run, i);
            }

            client.PutRun(run);
        }
    }

    // The branch goes one of two ways; a failure takes with it what comes after; duplicates are looked for in three places at once.
    private static void AddEndedTasks(DemoClient client, DagRunInfo run, int number)
    {
        var ids = run.Version == OldVersion ? [.. LiveTasks[..^3], "sync_legacy_crm"] : LiveTasks;
        var failed = run.State == DagRunState.Failed ? 6 + (number % 7) : -1;
        var tasks = ids.SelectMany((id, i) =>
        {
            var state = i == failed ? TaskInstanceState.Failed
                : failed >= 0 && i > failed && (i - failed) % 2 == 1 ? TaskInstanceState.UpstreamFailed
                : id == (number % 3 == 0 ? "small_batch" : "large_batch") ? TaskInstanceState.Skipped
                : TaskInstanceState.Success;
            var task = Task(run.DagId, run.DagRunId, i, id, state);
            task = task with
            {
                TryNumber = task.TryNumber == 0 ? 0 : i == failed ? 3 : (i + number) % 17 == 0 ? 2 : 1,
                StartDate = task.TryNumber > 0 ? run.StartDate?.AddSeconds(i * 2) : null,
                EndDate = task.TryNumber > 0 ? run.StartDate?.AddSeconds((i * 2) + 1 + (i % 5)) : null,
                FailureMessage = i == failed ? "Exit code 1: the partition is locked by another session." : null,
            };
            return id == "detect_duplicates" ? Enumerable.Range(0, 3).Select(m => task with { MapIndex = m, Ordinal = m == 0 ? i : ids.Length + m }) : [task];
        });
        client.PutTasks(run.DagId, run.DagRunId, tasks);
        if (failed >= 0)
        {
            client.PutTries(run.DagId, run.DagRunId, ids[failed], new TaskTryInfo { TryNumber = 3, State = TaskInstanceState.Failed, StartDate = run.StartDate, EndDate = run.EndDate, ExitCode = 1 });
            client.PutLog(run.DagId, run.DagRunId, ids[failed], 3, isComplete: true).Append(
                run.RunAfter,
                (LogSource.Stdout, $"opening partition {run.RunAfter:yyyy-MM-dd HH}:00"),
                (LogSource.Stderr, "psycopg.errors.LockNotAvailable: could not obtain lock on relation \"orders_staging\""),
                (LogSource.Stderr, "DETAIL:  Process 41873 holds ExclusiveLock since 11 min 42 s."));
        }
    }

    private static void AddLiveRun(DemoClient client, DateTimeOffset now)
    {
        var (runId, start) = (LiveRun(now), now.AddMinutes(-3));
        client.PutRun(Run(LiveDag, runId, DagRunState.Running, start, null));
        TaskInstanceState[] states =
        [
            TaskInstanceState.Success, TaskInstanceState.Success, TaskInstanceState.Success, TaskInstanceState.Success, TaskInstanceState.Success,
            TaskInstanceState.Success, TaskInstanceState.Running, TaskInstanceState.Success, TaskInstanceState.Success, TaskInstanceState.None,
            TaskInstanceState.UpForRetry, TaskInstanceState.None, TaskInstanceState.None, TaskInstanceState.None, TaskInstanceState.Queued,
            TaskInstanceState.None, TaskInstanceState.Running, TaskInstanceState.Scheduled, TaskInstanceState.None, TaskInstanceState.None,
            TaskInstanceState.Success, TaskInstanceState.Success, TaskInstanceState.Skipped, TaskInstanceState.Deferred, TaskInstanceState.UpForReschedule,
            TaskInstanceState.None,
        ];
        client.PutTasks(LiveDag, runId, LiveTasks.Select((id, i) =>
        {
            var task = Task(LiveDag, runId, i, id, states[i]);
            DateTimeOffset? began = task.TryNumber > 0 && states[i] is not TaskInstanceState.Queued ? start.AddSeconds(2 + (i * 4.3)) : null;
            return task with
            {
                StartDate = began,
                EndDate = states[i] is TaskInstanceState.Running ? null : began?.AddSeconds(1.2 + (i * 1.7)),
                FailureMessage = states[i] is TaskInstanceState.UpForRetry ? "Exit code 1: duplicate key 4711 in staging.orders." : null,
                FailureReason = states[i] is TaskInstanceState.UpForRetry ? "exit_code" : null,
                NextTryAt = states[i] is TaskInstanceState.UpForRetry ? now.AddMinutes(4) : null,
            };
        }));
        client.PutTries(LiveDag, runId, "load_orders", new TaskTryInfo { TryNumber = 1, State = TaskInstanceState.Running, StartDate = start.AddSeconds(28), Hostname = "runner-2" });
        var log = client.PutLog(LiveDag, runId, "load_orders", 1, isComplete: false);
        log.Append(start.AddSeconds(28), [.. Enumerable.Range(1, 400).Select(i => (LogSource.Stdout, $"\e[2m{start.AddSeconds(28 + (i * 0.3)).ToString("HH:mm:ss", CultureInfo.InvariantCulture)}\e[0m \e[36mload\e[0m partition {i:000}: \e[1m{9_000 + (i * 13)}\e[0m rows"))]);
    }

    private static void AddFailedRun(DemoClient client, DateTimeOffset now)
    {
        var runId = FailedRun(now);
        var at = Hour(now).AddDays(-1);
        TaskInstanceState[] states = [TaskInstanceState.Success, TaskInstanceState.Success, TaskInstanceState.Failed, TaskInstanceState.UpstreamFailed, TaskInstanceState.UpstreamFailed];
        client.PutTasks(FailedDag, runId, FailedTasks.Select((id, i) => Task(FailedDag, runId, i, id, states[i]) with
        {
            TryNumber = states[i] == TaskInstanceState.Failed ? 2 : states[i] == TaskInstanceState.Success ? 1 : 0,
            MaxTries = 2,
            StartDate = i < 3 ? at.AddSeconds(i * 21) : null,
            EndDate = i < 3 ? at.AddSeconds((i * 21) + 18) : null,
            FailureMessage = states[i] == TaskInstanceState.Failed ? "Exit code 3: totals differ by 12.40 EUR between invoices and ledger." : null,
            FailureReason = states[i] == TaskInstanceState.Failed ? "exit_code" : null,
        }));
        client.PutTries(FailedDag, runId, "check_totals",
            new TaskTryInfo { TryNumber = 1, State = TaskInstanceState.Failed, StartDate = at.AddSeconds(42), EndDate = at.AddSeconds(49), Hostname = "runner-1", Signal = 9, FailureMessage = "Killed by signal 9: out of memory (limit 256 MiB)." },
            new TaskTryInfo { TryNumber = 2, State = TaskInstanceState.Failed, StartDate = at.AddSeconds(60), EndDate = at.AddSeconds(78), Hostname = "runner-2", ExitCode = 3, FailureMessage = "Exit code 3: totals differ by 12.40 EUR between invoices and ledger." });
        client.PutLog(FailedDag, runId, "check_totals", 1, isComplete: true).Append(at.AddSeconds(42), (LogSource.System, "Starting try 1 on runner-1."), (LogSource.Stdout, "reading invoices"), (LogSource.System, "Killed by signal 9."));
        client.PutLog(FailedDag, runId, "check_totals", 2, isComplete: true).Append(at.AddSeconds(60), [.. HostileLines.All]);
    }

    private static void AddLargeRun(DemoClient client, DateTimeOffset now)
    {
        var start = now.AddMinutes(-95);
        client.PutRun(Run(LargeDag, LargeRun, DagRunState.Running, start, null) with { Note = "After the move to the new schema", TriggeredBy = "ada", ConfJson = "{\"from\":\"2024-01-01\",\"parallel\":64}" });
        for (var i = 1; i < 25; i++)
        {
            var at = Hour(now).AddDays(-7 * i);
            var (runId, column) = ($"manual__{at:yyyy-MM-dd'T'HH:mm:ss}+00:00", new CellColumn(LargeTasks));
            for (var task = 0; task < LargeTasks; task++)
            {
                column.Add(task, -1, task % (199 + i) == 3 ? TaskInstanceState.Failed : task % 41 == 0 ? TaskInstanceState.Skipped : TaskInstanceState.Success, task % 97 == i ? 2 : 1);
            }

            client.PutRun(Run(LargeDag, runId, DagRunState.Failed, at, TimeSpan.FromMinutes(80 + (i * 7 % 31))));
            client.PutCells(LargeDag, runId, DemoCells.Packed(LargeVersion, column));
        }

        client.PutTasks(LargeDag, LargeRun, Enumerable.Range(0, LargeTasks).Select(i =>
        {
            var state = i switch
            {
                _ when i % 997 == 3 => TaskInstanceState.Failed,
                _ when i % 997 is > 3 and < 9 => TaskInstanceState.UpstreamFailed,
                < 6_200 => i % 41 == 0 ? TaskInstanceState.Skipped : TaskInstanceState.Success,
                < 6_264 => TaskInstanceState.Running,
                < 6_500 => TaskInstanceState.Queued,
                _ => TaskInstanceState.None,
            };
            var task = Task(LargeDag, LargeRun, i, $"rebuild.part_{i:0000}", state);
            DateTimeOffset? began = task.TryNumber > 0 && state != TaskInstanceState.Queued ? start.AddSeconds(i * 0.9) : null;
            return task with { StartDate = began, EndDate = state == TaskInstanceState.Running ? null : began?.AddSeconds(30 + (i % 47)), FailureMessage = state == TaskInstanceState.Failed ? "Exit code 1: relation is locked by another session." : null };
        }));
    }
}
