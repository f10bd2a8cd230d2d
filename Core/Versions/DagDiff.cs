using System.Text.Json.Nodes;

namespace Orrery.Core.Versions;

/// <summary>What differs between two versions of a DAG, and in what they were loaded from. Pure; parts are sorted by id.</summary>
public sealed record DagDiff
{
    /// <summary>Fields of the DAG itself.</summary>
    public IReadOnlyList<FieldChange> Fields { get; init; } = [];

    /// <summary>Tasks.</summary>
    public IReadOnlyList<PartChange> Tasks { get; init; } = [];

    /// <summary>Groups of tasks.</summary>
    public IReadOnlyList<PartChange> TaskGroups { get; init; } = [];

    /// <summary>Edges, those of added and removed tasks among them.</summary>
    public IReadOnlyList<EdgeChange> Edges { get; init; } = [];

    /// <summary>What the DAG was loaded from, its own file among it.</summary>
    public IReadOnlyList<InputChange> Inputs { get; init; } = [];

    /// <summary>Whether the DAGs are the same; what they were loaded from may differ.</summary>
    public bool IsSameDag => Fields.Count == 0 && Tasks.Count == 0 && TaskGroups.Count == 0 && Edges.Count == 0;

    /// <summary>Whether nothing differs.</summary>
    public bool IsEmpty => IsSameDag && Inputs.Count == 0;

    /// <summary>Compares two canonical documents.</summary>
    /// <param name="before">The earlier one.</param>
    /// <param name="after">The later one.</param>
    /// <param name="inputsBefore">What the earlier one was loaded from: objects with <c>kind</c>, <c>name</c> and <c>hash</c>.</param>
    /// <param name="inputsAfter">The same of the later one.</param>
    public static DagDiff Of(JsonObject before, JsonObject after, JsonArray? inputsBefore = null, JsonArray? inputsAfter = null) => new()
    {
        Fields = DocumentDiff.Fields(before, after, DocumentDiff.PartsOfDag),
        Tasks = DocumentDiff.Parts(before, after, "tasks", "task_id"),
        TaskGroups = DocumentDiff.Parts(before, after, "task_groups", "group_id"),
        Edges = DocumentDiff.Edges(before, after),
        Inputs = DocumentDiff.Inputs(inputsBefore ?? [], inputsAfter ?? []),
    };

    /// <summary>The form that <see cref="FromJson"/> reads: <c>dag</c>, <c>tasks</c>, <c>task_groups</c>, <c>edges</c>, <c>inputs</c>; what is empty is there too.</summary>
    public JsonObject ToJson() => DagDiffJson.Write(this);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="FormatException">It is nothing of that kind.</exception>
    public static DagDiff FromJson(JsonObject json) => DagDiffJson.Read(json);

    /// <summary>The form for people, a line each; see <see cref="DagDiffText"/>.</summary>
    public IEnumerable<string> ToLines() => DagDiffText.Lines(this);
}
