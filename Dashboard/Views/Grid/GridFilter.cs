using Orrery.Core.States;
using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Dashboard.Views.Grid;

/// <summary>Which rows of a grid are shown: tasks whose ids hold every word, and which are in one of the states in a run that is shown.</summary>
/// <param name="Words">Parts of ids, all of which an id has to hold.</param>
/// <param name="States">States; empty: any.</param>
public sealed record GridFilter(IReadOnlyList<string> Words, IReadOnlySet<TaskInstanceState> States)
{
    /// <summary>What begins a word that names a state.</summary>
    public const string StatePrefix = "state:";

    /// <summary>The filter people type: words, and <c>state:failed</c>. What names no state is looked for in ids.</summary>
    public static GridFilter Parse(string? text)
    {
        var words = new List<string>();
        var states = new HashSet<TaskInstanceState>();
        foreach (var word in (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (word.StartsWith(StatePrefix, StringComparison.OrdinalIgnoreCase) && TaskInstanceStateFacts.TryParse(word[StatePrefix.Length..], out var state))
            {
                states.Add(state);
            }
            else
            {
                words.Add(word);
            }
        }

        return new GridFilter(words, states);
    }

    /// <summary>Whether everything is shown.</summary>
    public bool IsEmpty => Words.Count == 0 && States.Count == 0;

    /// <summary>For each row 1 when it is shown, else 0: tasks that match, and the groups around them.</summary>
    public byte[] Apply(TaskTree tree, IReadOnlyCollection<CellColumn> columns)
    {
        var shown = new byte[tree.Rows.Count];
        var around = new Stack<(int Row, int Depth)>();
        var place = 0;
        foreach (var (at, row) in tree.Rows.Index())
        {
            while (around.TryPeek(out var group) && group.Depth >= row.Depth)
            {
                around.Pop();
            }

            if (!row.IsTask)
            {
                around.Push((at, row.Depth));
                continue;
            }

            if (Matches(row, place++, columns))
            {
                shown[at] = 1;
                foreach (var (group, _) in around)
                {
                    shown[group] = 1;
                }
            }
        }

        return shown;
    }

    private bool Matches(GridRow row, int place, IReadOnlyCollection<CellColumn> columns) =>
        Words.All(w => row.Id.Contains(w, StringComparison.OrdinalIgnoreCase))
        && (States.Count == 0 || columns.Any(c => TaskCell.IsPresent(c.Cells[place]) && States.Contains(TaskCell.StateOf(c.Cells[place]))));
}
