using Orrery.Core.Dags;

namespace Orrery.Core.Runs;

/// <summary>One expansion of a DAG: a mapped task, or a mapped group, whose tasks get their instances together.</summary>
/// <param name="Definition">From what the instances come.</param>
/// <param name="Name">Id of the task or group.</param>
/// <param name="Tasks">Ordinals of the tasks that are expanded, ascending.</param>
/// <param name="Inputs">Ordinals of the tasks whose XComs it takes.</param>
/// <param name="ReturnValues">Those of them whose return value it goes through as it is.</param>
/// <param name="Length">How many instances there are, if that is known without running anything; else null.</param>
/// <param name="IsGroup">Whether it is a group's: its tasks then look at each other by index.</param>
public sealed record PlanExpansion(
    ExpandDefinition Definition,
    string Name,
    IReadOnlyList<int> Tasks,
    IReadOnlyList<int> Inputs,
    IReadOnlyList<int> ReturnValues,
    int? Length,
    bool IsGroup);
