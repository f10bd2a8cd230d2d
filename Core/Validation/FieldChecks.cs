using Orrery.Core.Identity;
using static Orrery.Core.Validation.DagProblemCodes;

namespace Orrery.Core.Validation;

/// <summary>Checks that several fields share.</summary>
internal static class FieldChecks
{
    private const string ReservedPrefix = "ORRERY_";

    public static void Id(DagProblems problems, IdKind kind, string id, int? task, string field, string? item = null)
    {
        if (Ids.Problem(kind, id) is { } problem)
        {
            problems.Add(InvalidId, AsPart(problem), "", task, field, item);
        }
    }

    /// <summary>A sentence that is written for other callers too, as the part of a line that a problem's message is.</summary>
    public static string AsPart(string sentence) => $"{char.ToLowerInvariant(sentence[0])}{sentence[1..].TrimEnd('.')}";

    public static void AtLeast(DagProblems problems, int value, int least, int? task, string field)
    {
        if (value < least)
        {
            problems.Add(InvalidValue, $"{field} is {value}", $"give {least} or more", task, field);
        }
    }

    public static void Positive(DagProblems problems, TimeSpan? value, int? task, string field)
    {
        if (value <= TimeSpan.Zero)
        {
            problems.Add(InvalidValue,
                $"{field} is {value.Value.TotalSeconds} seconds", "give more than 0, or leave it out for no limit", task, field);
        }
    }

    public static void EnvNames(DagProblems problems, IReadOnlyDictionary<string, string> env, int? task)
    {
        foreach (var name in env.Keys)
        {
            if (name.Length == 0 || char.IsAsciiDigit(name[0]) || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c != '_'))
            {
                problems.Add(InvalidId,
                    $"env has the name {Shown.Quote(name)}", "use letters, digits and '_', not starting with a digit", task, "env", name);
            }
            else if (name.StartsWith(ReservedPrefix, StringComparison.Ordinal))
            {
                problems.Add(InvalidId, $"env has the name {Shown.Quote(name)}, and names starting with {ReservedPrefix} are set by the system",
                    "choose another name", task, "env", name);
            }
        }
    }
}
