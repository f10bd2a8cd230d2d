using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Client.Http.Wire;

/// <summary>Files that cannot be taken as they are.</summary>
internal sealed record ImportErrorCollectionWire(ImportErrorWire[] ImportErrors, long TotalEntries);

/// <summary>One such file: Airflow's <c>ImportErrorResponse</c>, and when it was first seen, and each error by itself.</summary>
internal sealed record ImportErrorWire(
    int ImportErrorId, DateTimeOffset Timestamp, string Filename, string BundleName, string StackTrace, DateTimeOffset FirstSeen)
{
    /// <summary>One entry for each error: line, column, message, trace.</summary>
    [JsonConverter(typeof(RawJsonConverter))]
    public string Details { get; init; } = "[]";

    public static ImportErrorWire Of(ImportErrorInfo info) =>
        new(IdOf(info), info.Timestamp, info.Filename, info.BundleName, info.StackTrace, info.FirstSeen) { Details = info.DetailsJson };

    public ImportErrorInfo ToInfo() => new()
    {
        BundleName = BundleName,
        Filename = Filename,
        StackTrace = StackTrace,
        FirstSeen = FirstSeen,
        Timestamp = Timestamp,
        DetailsJson = Details,
    };

    /// <summary>The number under which it is found again.</summary>
    public static int NumberOf(ImportErrorInfo info) => IdOf(info);

    // A file has one entry, so its name is its identity; Airflow's clients want a number.
    private static int IdOf(ImportErrorInfo info) =>
        BitConverter.ToInt32(SHA256.HashData(Encoding.UTF8.GetBytes($"{info.BundleName}/{info.Filename}"))) & int.MaxValue;
}

/// <summary>Health: Airflow's <c>HealthInfoResponse</c>, then what Orrery adds.</summary>
internal sealed record HealthWire(
    StatusWire Metadatabase, SchedulerWire Scheduler, TriggererWire Triggerer, DagProcessorWire? DagProcessor, bool IsHealthy, string Version, ComponentWire[] Components)
{
    public static HealthWire Of(HealthInfo info)
    {
        var (scheduler, triggerer) = (info.Find(HealthComponents.Scheduler), info.Find(HealthComponents.Triggerer));
        return new HealthWire(
            new StatusWire(StatusOf(info.Find(HealthComponents.Store))),
            new SchedulerWire(StatusOf(scheduler), scheduler?.LatestHeartbeat),
            new TriggererWire(StatusOf(triggerer), triggerer?.LatestHeartbeat),
            info.Find(HealthComponents.DagProcessor) is { } parser ? new DagProcessorWire(StatusOf(parser), parser.LatestHeartbeat) : null,
            info.IsHealthy,
            info.Version,
            [.. info.Components.Select(c => new ComponentWire(c.Name, c.IsHealthy, c.Detail, c.LatestHeartbeat))]);
    }

    public HealthInfo ToInfo() => new(IsHealthy, Version, [.. Components.Select(c => new ComponentHealth(c.Name, c.IsHealthy, c.Detail, c.LatestHeartbeat))]);

    private static string? StatusOf(ComponentHealth? component) => component is null ? null : ProbeWire.StatusOf(component.IsHealthy);
}

/// <summary>How one component is, in Airflow's words.</summary>
internal sealed record StatusWire(string? Status);

/// <summary>How the scheduler is; its heartbeat is when it last looked what is due.</summary>
internal sealed record SchedulerWire(string? Status, DateTimeOffset? LatestSchedulerHeartbeat);

/// <summary>How the trigger loops are: those of all hosts.</summary>
internal sealed record TriggererWire(string? Status, DateTimeOffset? LatestTriggererHeartbeat);

/// <summary>How the parsers of bundles are.</summary>
internal sealed record DagProcessorWire(string? Status, DateTimeOffset? LatestDagProcessorHeartbeat);

/// <summary>How one component is.</summary>
internal sealed record ComponentWire(string Name, bool IsHealthy, string Detail, DateTimeOffset? LatestHeartbeat);

/// <summary>What anybody may know of the health: names and states, nothing else but for who may read.</summary>
internal sealed record ProbeWire(string Status, Dictionary<string, string> Components)
{
    /// <summary>State of the store of a server that waits for another one to end.</summary>
    public const string Standby = "standby";

    /// <summary>Why the server takes no requests; null: it does.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }

    /// <summary>What each component says; null for who may not read.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Dictionary<string, string>? Details { get; init; }

    public static string StatusOf(bool healthy) => healthy ? "healthy" : "unhealthy";
}

/// <summary>Version of the product.</summary>
internal sealed record VersionWire(string Version, string? GitVersion);

/// <summary>A link that signs a browser in, once.</summary>
internal sealed record SignInLinkWire(string Url, DateTimeOffset ExpiresAt);
