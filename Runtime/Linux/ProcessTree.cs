using System.Globalization;

namespace Orrery.Runtime.Linux;

/// <summary>Looks at what a process has started.</summary>
internal static class ProcessTree
{
    /// <summary>How many descendants a process has that did not cut loose from it; counts no further than one over the limit.</summary>
    public static int CountDescendants(int pid, int limit)
    {
        var (found, todo) = (0, new Stack<int>([pid]));
        while (found <= limit && todo.TryPop(out var next))
        {
            foreach (var child in Children(next))
            {
                found++;
                todo.Push(child);
            }
        }

        return found;
    }

    private static IEnumerable<int> Children(int pid)
    {
        var name = pid.ToString(CultureInfo.InvariantCulture);
        try
        {
            return File.ReadAllText($"/proc/{name}/task/{name}/children")
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(p => int.Parse(p, NumberStyles.None, CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            // It ended, or the system does not tell.
            return [];
        }
    }
}
