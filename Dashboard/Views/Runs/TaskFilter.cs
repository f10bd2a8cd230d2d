using Orrery.Core.States;
using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Dashboard.Views.Runs;

/// <summary>Which task instances of a run are listed.</summary>
/// <param name="State">Only those in this state; null: all.</param>
/// <param name="Text">Only those whose id, operator or failure holds this text; empty: all.</param>
public sealed record TaskFilter(TaskInstanceState? State, string Text)
{
    /// <summary>The filter an address asks for; a state that does not exist asks for nothing.</summary>
    public static TaskFilter From(string? state, string? text) =>
        new(state is not null && TaskInstanceStateFacts.TryParse(state, out var parsed) ? parsed : null, text?.Trim() ?? "");

    /// <summary>Whether everything is listed.</summary>
    public bool IsEmpty => State is null && Text.Length == 0;

    /// <summary>Whether the instance is listed.</summary>
    public bool Matches(TaskInstanceInfo task) =>
        (State is null || task.State == State)
        && (Text.Length == 0 || Holds(task.TaskId) || Holds(task.Operator) || Holds(task.FailureMessage));

    private bool Holds(string? value) => value?.Contains(Text, StringComparison.OrdinalIgnoreCase) == true;
}
