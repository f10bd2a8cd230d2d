using Orrery.Core.Mapping;

namespace Orrery.Core.Runs;

/// <summary>What came of working out the instances of an expansion. A closed set.</summary>
public abstract record ExpansionResult
{
    private ExpansionResult()
    {
    }

    /// <summary>What a run makes of worked out instances; without their names.</summary>
    public static ExpansionResult Of(ExpandOutcome outcome) => outcome switch
    {
        ExpandOutcome.Known known => new Instances((int)known.Values.Count) { Skipped = known.Values.Skipped },
        ExpandOutcome.Missing => new NoInput(),
        ExpandOutcome.Invalid invalid => new Failed(new TaskFailure(TaskFailureReason.InvalidExpansion, invalid.Problem)),
        _ => throw new System.Diagnostics.UnreachableException($"Nobody handles the outcome {outcome}."),
    };

    /// <summary>They are known.</summary>
    /// <param name="Length">How many there are; 0 skips the tasks.</param>
    public sealed record Instances(int Length) : ExpansionResult
    {
        /// <summary>Indexes of those that are skipped; ascending.</summary>
        public IReadOnlyList<int> Skipped { get; init; } = [];

        /// <summary>The names people read for the instances, by ordinal of the task; only for tasks that have such names.</summary>
        public IReadOnlyDictionary<int, IReadOnlyList<string>> Labels { get; init; } = new Dictionary<int, IReadOnlyList<string>>();
    }

    /// <summary>A task that should give a list gave nothing: the tasks are <c>upstream_failed</c>.</summary>
    public sealed record NoInput : ExpansionResult;

    /// <summary>An input is there and cannot be gone through: the tasks fail.</summary>
    /// <param name="Failure">Why.</param>
    public sealed record Failed(TaskFailure Failure) : ExpansionResult;
}
