using System.Collections.Immutable;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Runs;

namespace Orrery.Dashboard.Views.Runs;

/// <summary>An answer to an approval in the making: what a viewer has chosen and typed so far.</summary>
/// <param name="approval">What is asked.</param>
public sealed class ApprovalReply(ApprovalInfo approval)
{
    private readonly HashSet<string> _chosen = new(StringComparer.Ordinal);

    /// <summary>Values that come with the answer, a JSON object; blank: none.</summary>
    public string Params { get; set; } = "";

    /// <summary>Whether an option is chosen.</summary>
    public bool IsChosen(string option) => _chosen.Contains(option);

    /// <summary>Chooses an option, or does not any more; where only one may be chosen, it takes the place of the other.</summary>
    public void Choose(string option, bool isChosen)
    {
        if (!approval.Multiple)
        {
            _chosen.Clear();
        }

        _ = isChosen ? _chosen.Add(option) : _chosen.Remove(option);
    }

    /// <summary>The answer, with its options in the order in which they were asked.</summary>
    /// <param name="viewer">Name of who answers; null: nobody is signed in.</param>
    /// <param name="isForOthers">Whether they may answer in place of those who are asked.</param>
    public ApprovalAnswer ToAnswer(string? viewer, bool isForOthers) => new()
    {
        TaskId = approval.TaskId,
        MapIndex = approval.MapIndex,
        ChosenOptions = [.. approval.Options.Where(IsChosen)],
        ParamsInputJson = string.IsNullOrWhiteSpace(Params) ? null : Params,
        RespondedBy = string.IsNullOrEmpty(viewer) ? null : viewer,
        IsForOthers = isForOthers,
    };

    /// <summary>What a task asked last; null: nothing.</summary>
    /// <param name="asked">All that tasks of its run asked, tries in order.</param>
    /// <param name="task">The task.</param>
    public static ApprovalInfo? LastOf(ImmutableArray<ApprovalInfo> asked, TaskInstanceInfo task) =>
        asked.LastOrDefault(a => a.TaskId == task.TaskId && a.MapIndex == task.MapIndex);
}
