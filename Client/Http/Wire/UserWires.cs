using System.Collections.Immutable;
using Orrery.Grains.Interfaces.Identity;

namespace Orrery.Client.Http.Wire;

/// <summary>Users.</summary>
internal sealed record UserCollectionWire(UserWire[] Users, long? TotalEntries, string? NextCursor);

/// <summary>What may be done with some DAGs.</summary>
internal sealed record GrantWire(string Pattern, string Role);

/// <summary>What is known of a user.</summary>
internal sealed record UserWire(
    string Name,
    string? DisplayName,
    string Role,
    GrantWire[] Grants,
    bool IsActive,
    bool HasPassword,
    string? ExternalId,
    string CreatedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? LastSignInAt)
{
    public static UserWire Of(UserInfo info) => new(
        info.Name, info.DisplayName, info.Role, [.. info.Grants.Select(g => new GrantWire(g.Pattern, g.Role))], info.IsActive, info.HasPassword, info.ExternalId,
        info.CreatedBy, info.CreatedAt, info.UpdatedAt, info.LastSignInAt);

    public UserInfo ToInfo() => new()
    {
        Name = Name,
        DisplayName = DisplayName,
        Role = Role,
        Grants = Grants.Select(g => new GrantInfo(g.Pattern, g.Role)).ToImmutableArray(),
        IsActive = IsActive,
        HasPassword = HasPassword,
        ExternalId = ExternalId,
        CreatedBy = CreatedBy,
        CreatedAt = CreatedAt,
        UpdatedAt = UpdatedAt,
        LastSignInAt = LastSignInAt,
    };
}

/// <summary>What a program signs in with from now on: Airflow's <c>LoginResponse</c>.</summary>
internal sealed record AccessTokenWire(string AccessToken);

/// <summary>The audit: Airflow's <c>EventLogCollectionResponse</c>.</summary>
internal sealed record EventLogCollectionWire(EventLogWire[] EventLogs, long? TotalEntries, string? NextCursor);

/// <summary>One entry: Airflow's <c>EventLogResponse</c>, and from where it was done.</summary>
internal sealed record EventLogWire(
    long EventLogId,
    DateTimeOffset When,
    string? DagId,
    string? TaskId,
    string? RunId,
    int? MapIndex,
    int? TryNumber,
    string Event,
    DateTimeOffset? LogicalDate,
    string? Owner,
    string? Extra,
    string? DagDisplayName,
    string? TaskDisplayName,
    string? Address)
{
    public static EventLogWire Of(AuditInfo info) => new(
        info.Id, info.When, info.DagId, info.TaskId, info.RunId, info.MapIndex, info.TryNumber, info.Event, LogicalDate: null, info.Owner, info.DetailsJson, info.DagId, info.TaskId, info.Address);

    public AuditInfo ToInfo() => new()
    {
        Id = EventLogId,
        When = When,
        Event = Event,
        Owner = Owner ?? "",
        Address = Address,
        DagId = DagId,
        RunId = RunId,
        TaskId = TaskId,
        MapIndex = MapIndex,
        TryNumber = TryNumber,
        DetailsJson = Extra,
    };
}
