namespace Orrery.Core.Identity;

/// <summary>What an id names, which decides the characters it may hold.</summary>
public enum IdKind
{
    /// <summary>A DAG.</summary>
    Dag,

    /// <summary>A task.</summary>
    Task,

    /// <summary>A run: also <c>+ : ~ @</c>, since run ids hold times.</summary>
    Run,

    /// <summary>A bundle, queue, pool or host.</summary>
    Name,
}

/// <summary>The rules for ids, which end up in paths, URLs, file names and grain keys.</summary>
public static class Ids
{
    /// <summary>Longest id, in characters.</summary>
    public const int MaxLength = 250;

    /// <summary>What is wrong with the id and what would be right; null when it is valid.</summary>
    public static string? Problem(IdKind kind, string? id)
    {
        var what = kind switch { IdKind.Dag => "dag_id", IdKind.Task => "task_id", IdKind.Run => "run_id", _ => "name" };
        if (string.IsNullOrEmpty(id))
        {
            return $"The {what} is empty: give it a name of letters, digits, '_', '-' or '.'.";
        }

        if (id.Length > MaxLength)
        {
            return $"The {what} '{id[..20]}…' has {id.Length} characters; at most {MaxLength} are allowed.";
        }

        foreach (var c in id)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-' or '.') && !(kind == IdKind.Run && c is '+' or ':' or '~' or '@'))
            {
                var shown = char.IsControl(c) || char.IsSurrogate(c) ? $"U+{(int)c:X4}" : c.ToString();
                return $"The {what} '{Printable(id)}' holds '{shown}'; allowed are letters, digits, '_', '-', '.'{(kind == IdKind.Run ? ", '+', ':', '~', '@'" : "")}.";
            }
        }

        return id is "." or ".." || id.Contains("..", StringComparison.Ordinal) ? $"The {what} '{id}' holds '..', which is not allowed: it is used in paths." : null;
    }

    /// <summary>Throws when the id is not valid.</summary>
    /// <exception cref="ArgumentException">The id is not valid; the message says how.</exception>
    public static void ThrowIfInvalid(IdKind kind, string? id)
    {
        if (Problem(kind, id) is { } problem)
        {
            throw new ArgumentException(problem, nameof(id));
        }
    }

    private static string Printable(string id) => string.Concat(id.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '·' : c));
}
