using System.Text.Json.Nodes;

namespace Orrery.Core.Versions;

/// <summary>A field that differs.</summary>
/// <param name="Field">Its name in DAG files; an entry of a mapping as <c>params.limit</c> or <c>env.HOME</c>.</param>
/// <param name="Old">Its value in the earlier version; null: not given, so its default.</param>
/// <param name="New">Its value in the later version; null: not given, so its default.</param>
public sealed record FieldChange(string Field, JsonNode? Old, JsonNode? New);

/// <summary>A task or a group of tasks that differs.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Change">What became of it.</param>
/// <param name="Fields">Of one that changed: its fields that differ, by name; edges are not among them.</param>
public sealed record PartChange(string Id, ChangeKind Change, IReadOnlyList<FieldChange> Fields);

/// <summary>An edge that only one of the versions has.</summary>
/// <param name="Upstream">Id of the task it comes from.</param>
/// <param name="Downstream">Id of the task it goes to.</param>
/// <param name="Change">Added or removed.</param>
public sealed record EdgeChange(string Upstream, string Downstream, ChangeKind Change);

/// <summary>A file, variable or part of the environment that the DAG was loaded from, and that differs.</summary>
/// <param name="Kind">Its kind, such as <c>file</c>.</param>
/// <param name="Name">Its name, such as the path in the bundle.</param>
/// <param name="Change">What became of it.</param>
public sealed record InputChange(string Kind, string Name, ChangeKind Change);
