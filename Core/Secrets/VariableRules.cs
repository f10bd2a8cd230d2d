namespace Orrery.Core.Secrets;

/// <summary>What variables may be.</summary>
public static class VariableRules
{
    /// <summary>Longest key: 250 characters, as in Airflow.</summary>
    public const int MaxKeyLength = 250;

    /// <summary>Longest value: 262,144 characters.</summary>
    public const int MaxValueLength = 262_144;

    /// <summary>Longest description: 5,000 characters.</summary>
    public const int MaxDescriptionLength = 5_000;

    /// <summary>What is wrong with a key; null when nothing is. Slashes are allowed inside, and so are spaces.</summary>
    public static string? KeyProblem(string? key) =>
        string.IsNullOrEmpty(key) ? "Give the variable a key of 1 to 250 characters."
        : key.Length > MaxKeyLength ? $"The key has {key.Length} characters; at most {MaxKeyLength} are allowed."
        : key.Any(char.IsControl) || key.Trim().Length != key.Length ? $"The key '{ConnectionRules.Printable(key)}' holds control characters, or begins or ends with a space: use visible characters."
        : key.Split('/').Any(p => p is "" or "." or "..") ? $"The key '{ConnectionRules.Printable(key)}' is a path with an empty part, '.' or '..', which addresses cannot carry: leave that part out."
        : HasHalfCharacter(key) ? $"The key '{ConnectionRules.Printable(key)}' is not valid Unicode."
        : null;

    /// <summary>Everything that is wrong with a variable, each with its field.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="value">Its value; null: it is not given.</param>
    /// <param name="description">What it is for.</param>
    public static IEnumerable<(string Field, string Problem)> Problems(string? key, string? value, string? description)
    {
        if (KeyProblem(key) is { } keyProblem)
        {
            yield return ("key", keyProblem);
        }

        if (ConnectionRules.TextProblem(value, MaxValueLength) is { } valueProblem)
        {
            yield return ("value", valueProblem);
        }

        if (ConnectionRules.TextProblem(description, MaxDescriptionLength) is { } descriptionProblem)
        {
            yield return ("description", descriptionProblem);
        }
    }

    private static bool HasHalfCharacter(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && !(char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[++i])))
            {
                return true;
            }
        }

        return false;
    }
}
