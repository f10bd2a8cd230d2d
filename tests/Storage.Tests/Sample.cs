using System.Reflection;
using Orrery.Core.Assets;
using Orrery.Core.Identity;
using Orrery.Core.States;
using Orrery.Storage.Rows;

namespace Orrery.Storage.Tests;

/// <summary>Rows to write, short enough to read in a test.</summary>
internal static class Sample
{
    public static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public static DagRunRow Run(long pk, long revision = 0, string dagId = "etl", DagRunState state = DagRunState.Running, DagRunType type = DagRunType.Manual, DateTimeOffset? runAfter = null) => new()
    {
        RunPk = pk,
        DagId = dagId,
        RunId = $"manual__{pk}",
        Version = "v1",
        Release = 1,
        Type = type,
        State = state,
        RunAfter = runAfter ?? Noon,
        EndedAt = state.IsFinished() ? Noon : null,
        Revision = revision,
    };

    public static TaskInstanceRow Task(long runPk, int ordinal, TaskInstanceState state = TaskInstanceState.None) =>
        new() { RunPk = runPk, Ordinal = ordinal, TaskId = $"task_{ordinal}", State = state };

    public static XComRow XCom(long runPk, int ordinal, string key = "return_value", string value = "1") =>
        new() { RunPk = runPk, Ordinal = ordinal, Key = key, ValueJson = value, CreatedAt = Noon };

    public static DagRow Dag(string dagId, long revision = 0, string bundle = "main") => new()
    {
        DagId = dagId,
        Bundle = bundle,
        File = "dags/etl.yaml",
        Version = "v1",
        Release = 1,
        CreatedAt = Noon,
        UpdatedAt = Noon,
        Revision = revision,
    };

    public static DagReleaseRow Release(string dagId, int release, string version = "v1") => new()
    {
        DagId = dagId,
        Release = release,
        Version = version,
        CodeReference = "c",
        CodePath = "/c",
        Bundle = "main",
        File = "f",
        CreatedAt = Noon,
    };

    public static BackfillRow Backfill(long id, long revision = 0, string dagId = "etl") => new()
    {
        BackfillId = id,
        DagId = dagId,
        Version = "v1",
        FromDate = Noon,
        ToDate = Noon,
        MaxActiveRuns = 10,
        TriggeredBy = "cli",
        DateCount = 1,
        CreatedAt = Noon,
        UpdatedAt = Noon,
        Revision = revision,
    };

    /// <summary>A row that no database takes: its key is null.</summary>
    public static XComRow Unacceptable(long runPk) => XCom(runPk, 0, key: null!);

    public static PoolRow Pool(string name, int slots) => new() { Name = name, Slots = slots, Revision = 0 };

    public static AuditRow Audit(string what) => new() { At = Noon, Actor = "cli", Event = what };

    public static ImportErrorRow ImportError(string bundle, string file) =>
        new() { Bundle = bundle, File = file, Message = "no", FirstSeen = Noon, LastSeen = Noon };

    public static BundleFileRow BundleFile(string bundle, string path) => new()
    {
        Bundle = bundle, Path = path, Size = 3, ModifiedAt = Noon, Hash = "h", DagIdsJson = """["etl"]""", InputsJson = "[]", IsBroken = false, ParsedAt = Noon,
    };

    public static ReminderRow Reminder(string grainId, string name) => new() { GrainId = grainId, Name = name, StartAt = Noon, Period = TimeSpan.FromMinutes(1) };

    public static AssetRow Asset(string uri, string? name = null, long revision = 0) =>
        new() { Uri = uri, AssetId = uri.Length + (uri[^1] << 8), Name = name ?? uri, Group = "asset", IsActive = true, CreatedAt = Noon, UpdatedAt = Noon, Revision = revision };

    public static AssetReferenceRow AssetReference(
        string dagId, string target, AssetRole role = AssetRole.Schedule, string taskId = "", AssetRefKind kind = AssetRefKind.Asset, string? name = null) =>
        new() { DagId = dagId, Kind = kind, Target = target, Role = role, TaskId = taskId, Name = name ?? target, Group = "asset", ExtraJson = "{}", CreatedAt = Noon };

    public static AssetOutboxRow AssetOutbox(string uri, long runPk, int ordinal) =>
        new() { Uri = uri, RunPk = runPk, Ordinal = ordinal, TryNumber = 1, DagId = "etl", RunId = $"manual__{runPk}", TaskId = $"task_{ordinal}", At = Noon };

    public static AssetEventRow AssetEvent(string uri, long id, string? dagId = "etl", string? runId = "r", string? taskId = "t") =>
        new() { Uri = uri, EventId = id, At = Noon, SourceDagId = dagId, SourceRunId = runId, SourceTaskId = taskId };

    public static AssetQueueRow AssetQueue(string dagId, string uri, long eventId) =>
        new() { DagId = dagId, Uri = uri, EventId = eventId, QueuedAt = Noon };

    public static VariableRow Variable(string key) => new() { Key = key, Sealed = [1, 2], KeyId = "k1", CreatedAt = Noon, UpdatedAt = Noon, Revision = 0 };

    public static ConnectionRow Connection(string id) => new() { ConnectionId = id, ConnType = "http", Sealed = [1, 2], KeyId = "k1", CreatedAt = Noon, UpdatedAt = Noon, Revision = 0 };

    public static UserRow User(string name) => new()
    {
        Name = name, Role = "viewer", GrantsJson = "[]", IsActive = true, SessionNumber = 1, CreatedBy = "owner", CreatedAt = Noon, UpdatedAt = Noon, Revision = 0,
    };

    /// <summary>A row of any type whose values are all of one kind, and no two of them the same, so that swapped columns are noticed.</summary>
    public static StoreRow Filled(Type type, Filling filling)
    {
        // Required members are a matter of the compiler; every property is set below.
        var row = (StoreRow)Activator.CreateInstance(type)!;
        var nullability = new NullabilityInfoContext();
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.SetMethod is not null);
        foreach (var (place, property) in properties.Index())
        {
            var mayBeNull = nullability.Create(property).WriteState == NullabilityState.Nullable;
            property.SetValue(row, property.Name == nameof(FencedRow.Revision) ? 0L : Value(property.PropertyType, mayBeNull, filling, place));
        }

        return row;
    }

    private static object? Value(Type type, bool mayBeNull, Filling filling, int place)
    {
        if (mayBeNull && filling == Filling.Empty)
        {
            return null;
        }

        var kind = Nullable.GetUnderlyingType(type) ?? type;
        var isHigh = filling == Filling.High;
        return kind switch
        {
            _ when kind == typeof(string) => isHigh ? $"{place} ünï漢字😀\r\n'\"\\%_\u0001" : "",
            _ when kind == typeof(byte[]) => isHigh ? new byte[] { 0, 255, 0, 1 } : [],
            _ when kind == typeof(int) => isHigh ? int.MaxValue - place : int.MinValue + place,
            _ when kind == typeof(long) => isHigh ? long.MaxValue - place : long.MinValue + place,
            _ when kind == typeof(bool) => isHigh == (place % 2 == 0),
            _ when kind == typeof(Guid) => isHigh ? new Guid("00112233-4455-6677-8899-aabbccddeeff") : Guid.Empty,
            _ when kind == typeof(DateTimeOffset) => isHigh
                ? new DateTimeOffset(DateTimeOffset.MaxValue.Ticks / 10 * 10, TimeSpan.Zero).AddDays(-place)
                : DateTimeOffset.MinValue.AddDays(place),
            _ when kind == typeof(TimeSpan) => isHigh ? TimeSpan.FromTicks(TimeSpan.MaxValue.Ticks / 10 * 10) : TimeSpan.Zero,
            _ when kind.IsEnum => isHigh ? Enum.GetValues(kind).Cast<object>().Max() : Enum.ToObject(kind, 0),
            _ => throw new NotSupportedException($"Say how a {kind} is filled."),
        };
    }
}

/// <summary>What a row is filled with.</summary>
public enum Filling
{
    /// <summary>Nulls where they may be, else empty texts and the lowest values.</summary>
    Empty,

    /// <summary>The lowest values, no nulls.</summary>
    Low,

    /// <summary>Texts of all kinds and the highest values.</summary>
    High,
}
