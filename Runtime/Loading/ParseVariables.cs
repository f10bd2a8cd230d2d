using System.Collections.Concurrent;
using Orrery.Core.Secrets;

namespace Orrery.Runtime.Loading;

/// <summary>A variable of the installation, as a DAG file may read it while it is loaded.</summary>
/// <param name="Value">Its value; null: there is none, or it must not be read.</param>
/// <param name="Problem">Why it cannot be read; null: it can, or there is none.</param>
public readonly record struct ParseVariable(string? Value, string? Problem = null);

/// <summary>
/// The variables of the installation that the files of a bundle read while they are loaded. A program is not asked what it will read: it says so when it has
/// run, and is run again with the values of what it named. What one file has named the others are given at once, so that this is rare.
/// </summary>
/// <param name="find">Finds one by its key.</param>
public sealed class ParseVariables(Func<string, Task<ParseVariable>> find)
{
    private readonly ConcurrentDictionary<string, Lazy<Task<ParseVariable>>> _asked = new(StringComparer.Ordinal);

    /// <summary>None but those of the environment, which programs have anyway.</summary>
    /// <param name="environment">Looks up a variable of the environment; null when it is not set.</param>
    public static ParseVariables OfEnvironment(Func<string, string?> environment) =>
        new(key => Task.FromResult(new ParseVariable(InputValues.FindVariable(key, environment))));

    /// <summary>Finds one. It stays what it was when it was first asked for.</summary>
    public Task<ParseVariable> FindAsync(string key) => _asked.GetOrAdd(key, k => new Lazy<Task<ParseVariable>>(() => find(k))).Value;

    /// <summary>The SHA-256 of the value of one that was found, by which inputs are compared; empty: there is none.</summary>
    public string HashOf(string key) =>
        _asked.TryGetValue(key, out var asked) && asked is { IsValueCreated: true, Value: { IsCompletedSuccessfully: true } found } ? InputValues.HashOf(found.Result.Value) : "";

    /// <summary>Values of all that were found so far, by key.</summary>
    internal IReadOnlyDictionary<string, string> Given()
    {
        var given = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, asked) in _asked)
        {
            if (asked is { IsValueCreated: true, Value: { IsCompletedSuccessfully: true } found } && found.Result.Value is { } value)
            {
                given[key] = value;
            }
        }

        return given;
    }

    /// <summary>Hides the secrets among values in what is said of a file.</summary>
    internal static SecretMask MaskOf(IReadOnlyDictionary<string, string> given) => SecretMask.Of(given.SelectMany(v => SecretValues.OfVariable(v.Key, v.Value)));
}
