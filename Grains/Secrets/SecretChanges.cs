using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Grains.Secrets;

/// <summary>Work on rows that are fenced by their revision, and that others may change at the same moment.</summary>
internal static class SecretChanges
{
    /// <summary>How often a change is made anew that somebody else came before; each such time somebody else had success.</summary>
    private const int MaxAttempts = 10;

    /// <summary>Makes a change.</summary>
    /// <param name="what">What is changed, for the message: <c>Variable 'a'</c>.</param>
    /// <param name="attempt">One attempt, from what the store holds now; null: somebody else was faster.</param>
    public static async Task<ActionResult> MakeAsync(string what, Func<Task<ActionResult?>> attempt)
    {
        for (var i = 0; i < MaxAttempts; i++)
        {
            if (await attempt() is { } result)
            {
                return result;
            }
        }

        return ActionResult.Refuse(ActionStatus.Conflict, $"{what} is being changed by others all the time: try again.");
    }

    /// <summary>The rows of these names that there are, in the order of the names.</summary>
    public static async Task<IReadOnlyList<T>> FindAsync<T>(IEnumerable<string> names, Func<string, Task<T?>> find)
        where T : class
    {
        var rows = new List<T>();
        foreach (var name in names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            if (await find(name) is { } row)
            {
                rows.Add(row);
            }
        }

        return rows;
    }
}
