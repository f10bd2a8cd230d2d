namespace Orrery.Grains.Interfaces.Reruns;

/// <summary>A task that a request names.</summary>
/// <param name="TaskId">Id of the task.</param>
/// <param name="MapIndex">Index of one mapped instance; null: all instances of the task.</param>
[GenerateSerializer, Immutable, Alias("orrery.task_selector")]
public sealed record TaskSelector([property: Id(0)] string TaskId, [property: Id(1)] int? MapIndex = null);
