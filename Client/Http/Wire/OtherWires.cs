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
    public static HealthWire Of(HealthInfo info) => new(
        new StatusWire(StatusOf(info, "store")),
        new SchedulerWire(StatusOf(info, "scheduler"), LatestSchedulerHeartbeat: null),
        new TriggererWire(Status: null, LatestTriggererHeartbeat: null),
        DagProcessor: null,
        info.IsHealthy,
        info.Version,
        [.. info.Components.Select(c => new ComponentWire(c.Name, c.IsHealthy, c.Detail))]);

    public HealthInfo ToInfo() => new(IsHealthy, Version, [.. Components.Select(c => new ComponentHealth(c.Name, c.IsHealthy, c.Detail))]);

    private static string? StatusOf(HealthInfo info, string component) =>
        info.Components.FirstOrDefault(c => c.Name == component) is { } found ? ProbeWire.StatusOf(found.IsHealthy) : null;
}

/// <summary>How one component is, in Airflow's words.</summary>
internal sealed record StatusWire(string? Status);

/// <summary>How the scheduler is. Grains have no heartbeat.</summary>
internal sealed record SchedulerWire(string? Status, DateTimeOffset? LatestSchedulerHeartbeat);

/// <summary>How the triggerer is; there is none.</summary>
internal sealed record TriggererWire(string? Status, DateTimeOffset? LatestTriggererHeartbeat);

/// <summary>How reading DAG files is; that is no component of its own here.</summary>
internal sealed record DagProcessorWire(string? Status, DateTimeOffset? LatestDagProcessorHeartbeat);

/// <summary>How one component is.</summary>
internal sealed record ComponentWire(string Name, bool IsHealthy, string Detail);

/// <summary>What anybody may know of the health: names and states, nothing else.</summary>
internal sealed record ProbeWire(string Status, Dictionary<string, string> Components)
{
    public static string StatusOf(bool healthy) => healthy ? "healthy" : "unhealthy";
}

/// <summary>Version of the product.</summary>
internal sealed record VersionWire(string Version, string? GitVersion);

/// <summary>A link that signs a browser in, once.</summary>
internal sealed record SignInLinkWire(string Url, DateTimeOffset ExpiresAt);
