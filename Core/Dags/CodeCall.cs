namespace Orrery.Core.Dags;

/// <summary>
/// A call of what the DAG's own file defines for a task. Which code that is, is told by DAG and task alone: the file is run again, from the
/// snapshot the run is pinned to, and finds it. So neither paths nor the code itself are part of the version; a changed file is a new release.
/// </summary>
/// <param name="ArgsJson">Positional arguments: a JSON array as text. Null (default): none.</param>
/// <param name="KwargsJson">Arguments by name: a JSON object as text. Null (default): none.</param>
/// <param name="PassXComs">Whether the process is handed the XComs of the tasks upstream, for code that pulls by itself. Default false.</param>
/// <remarks>Texts in the arguments are templates; one that is a single <c>{{ expression }}</c> yields its value as it is.</remarks>
public sealed record CodeCall(string? ArgsJson = null, string? KwargsJson = null, bool PassXComs = false);
