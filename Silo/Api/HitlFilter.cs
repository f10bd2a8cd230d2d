using Orrery.Client.Http.Wire;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Search;

namespace Orrery.Silo.Api;

/// <summary>Which of the questions to people are wanted.</summary>
internal sealed record HitlFilter
{
    private string? DagIdPattern { get; init; }

    private string? TaskId { get; init; }

    private string? TaskIdPattern { get; init; }

    private int? MapIndex { get; init; }

    private TaskInstanceState[] States { get; init; } = [];

    private bool? IsAnswered { get; init; }

    private string[] Users { get; init; } = [];

    private string? Subject { get; init; }

    private string? Body { get; init; }

    private MomentRange CreatedAt { get; init; } = MomentRange.Any;

    /// <summary>Reads the parameters.</summary>
    public static HitlFilter Read(QueryReader query) => new()
    {
        DagIdPattern = query.Text("dag_id_pattern"),
        TaskId = query.Text("task_id"),
        TaskIdPattern = query.Text("task_id_pattern"),
        MapIndex = query.OptionalInt("map_index", min: -1),
        States = query.TaskStates("state"),
        IsAnswered = query.Flag("response_received"),

        // People have no ids of their own here, only names.
        Users = [.. query.Texts("responded_by_user_id"), .. query.Texts("responded_by_user_name")],
        Subject = query.Text("subject_search"),
        Body = query.Text("body_search"),
        CreatedAt = query.Moments("created_at"),
    };

    /// <summary>Whether a question passes.</summary>
    public bool Passes(HitlDetailWire detail) =>
        TextPattern.Finds(DagIdPattern, detail.TaskInstance.DagId)
        && (TaskId is null || TaskId == detail.TaskInstance.TaskId)
        && TextPattern.Finds(TaskIdPattern, detail.TaskInstance.TaskId)
        && (MapIndex is null || MapIndex == detail.TaskInstance.MapIndex)
        && (States.Length == 0 || States.Contains(detail.TaskInstance.State))
        && (IsAnswered is null || IsAnswered == detail.ResponseReceived)
        && (Users.Length == 0 || (detail.RespondedByUser is { } user && Users.Contains(user.Name, StringComparer.Ordinal)))
        && TextPattern.Finds(Subject, detail.Subject)
        && TextPattern.Finds(Body, detail.Body ?? "")
        && CreatedAt.Holds(detail.CreatedAt);
}
