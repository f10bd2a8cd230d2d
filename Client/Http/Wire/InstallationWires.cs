using Orrery.Grains.Interfaces.Search;

namespace Orrery.Client.Http.Wire;

/// <summary>What runs for the installation: Airflow's <c>JobCollectionResponse</c>.</summary>
internal sealed record JobCollectionWire(JobWire[] Jobs, long TotalEntries);

/// <summary>A machine that runs tasks, as Airflow's <c>JobResponse</c>.</summary>
internal sealed record JobWire
{
    public required int Id { get; init; }

    public string? DagId { get; init; }

    public required string State { get; init; }

    public required string JobType { get; init; }

    public DateTimeOffset? StartDate { get; init; }

    public DateTimeOffset? EndDate { get; init; }

    public DateTimeOffset? LatestHeartbeat { get; init; }

    public string? ExecutorClass { get; init; }

    public required string Hostname { get; init; }

    public string? Unixname { get; init; }

    public string? DagDisplayName { get; init; }

    public int Capacity { get; init; }

    /// <param name="info">The machine.</param>
    /// <param name="id">Its place in the list, from 1.</param>
    public static JobWire Of(RuntimeHostInfo info, int id) => new()
    {
        Id = id,
        State = info.IsAlive ? "running" : "failed",
        JobType = "RuntimeHost",
        EndDate = info.IsAlive ? null : info.HeartbeatAt,
        LatestHeartbeat = info.HeartbeatAt,
        Hostname = info.Name,
        Capacity = info.Capacity,
    };

    public RuntimeHostInfo ToInfo() => new() { Name = Hostname, Capacity = Capacity, HeartbeatAt = LatestHeartbeat ?? default, IsAlive = State == "running" };
}

/// <summary>Settings of the server: Airflow's <c>Config</c>.</summary>
internal sealed record ConfigWire(ConfigSectionWire[] Sections);

/// <summary>A section of settings.</summary>
internal sealed record ConfigSectionWire(string Name, ConfigOptionWire[] Options);

/// <summary>A setting.</summary>
internal sealed record ConfigOptionWire(string Key, string Value);

/// <summary>What others have added to the server: Airflow's <c>PluginCollectionResponse</c>.</summary>
internal sealed record PluginCollectionWire(PluginWire[] Plugins, long TotalEntries);

/// <summary>An assembly of others: Airflow's <c>PluginResponse</c>, of which most kinds do not exist here.</summary>
internal sealed record PluginWire(string Name, string Source, string[] BundleParsers)
{
    public string[] Macros { get; init; } = [];

    public string[] FlaskBlueprints { get; init; } = [];

    public string[] FastapiApps { get; init; } = [];

    public string[] FastapiRootMiddlewares { get; init; } = [];

    public string[] ExternalViews { get; init; } = [];

    public string[] ReactApps { get; init; } = [];

    public string[] AppbuilderViews { get; init; } = [];

    public string[] AppbuilderMenuItems { get; init; } = [];

    public string[] GlobalOperatorExtraLinks { get; init; } = [];

    public string[] OperatorExtraLinks { get; init; } = [];

    public string[] Listeners { get; init; } = [];

    public string[] Timetables { get; init; } = [];
}

/// <summary>Plugins that could not be loaded: a server does not start with one, so there is none.</summary>
internal sealed record PluginErrorCollectionWire(PluginErrorWire[] ImportErrors, long TotalEntries);

/// <summary>A plugin that could not be loaded.</summary>
internal sealed record PluginErrorWire(string Source, string Error);

/// <summary>What brings operators: Airflow's <c>ProviderCollectionResponse</c>.</summary>
internal sealed record ProviderCollectionWire(ProviderWire[] Providers, long TotalEntries);

/// <summary>One such.</summary>
internal sealed record ProviderWire(string PackageName, string Description, string Version, string? DocumentationUrl);

/// <summary>Links of a task instance: Airflow's <c>ExtraLinkCollectionResponse</c>.</summary>
internal sealed record LinkCollectionWire(Dictionary<string, string?> ExtraLinks, long TotalEntries);

/// <summary>Where a log is shown: Airflow's <c>ExternalLogUrlResponse</c>.</summary>
internal sealed record LogUrlWire(string Url);

/// <summary>What a task instance waits for: Airflow's <c>TaskDependencyCollectionResponse</c>.</summary>
internal sealed record DependencyCollectionWire(DependencyWire[] Dependencies);

/// <summary>One thing it waits for.</summary>
internal sealed record DependencyWire(string Name, string Reason);

/// <summary>What became of each action of a request for several things: Airflow's <c>BulkResponse</c>.</summary>
internal sealed record BulkWire(BulkActionWire? Create, BulkActionWire? Update, BulkActionWire? Delete);

/// <summary>What became of one action, thing by thing.</summary>
internal sealed record BulkActionWire(string[] Success, BulkErrorWire[] Errors);

/// <summary>Why it could not be done for one thing.</summary>
internal sealed record BulkErrorWire(string Error, int StatusCode);

/// <summary>A line of <c>/wait</c>.</summary>
internal sealed record WaitWire(
    Core.States.DagRunState State,
    [property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)] System.Text.Json.Nodes.JsonObject? Results);
