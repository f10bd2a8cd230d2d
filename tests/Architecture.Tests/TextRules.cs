using System.Globalization;
using System.Text.RegularExpressions;

namespace Orrery.Architecture.Tests;

/// <summary>Rules about the text of sources. Each answers everything that is wrong with a file, with its place.</summary>
public static partial class TextRules
{
    public const int MaxLines = 400;

    /// <summary>Grain code stays in its turn and never blocks.</summary>
    public static IEnumerable<string> GrainCode(SourceFile file) =>
        Find(file, LeavesTheTurn(), "leaves or blocks the grain's turn: await it plainly");

    /// <summary>Files stay small.</summary>
    public static IEnumerable<string> Length(SourceFile file)
    {
        var lines = file.Text.TrimEnd('\n').Split('\n').Length;
        return lines > MaxLines ? [$"{file.Path}: {lines} lines, the cap is {MaxLines}: split it"] : [];
    }

    /// <summary>Tests wait for what happens, not for time to pass; a delay on a clock the test moves is no wait.</summary>
    public static IEnumerable<string> Waiting(SourceFile file) =>
        Find(file, SleepsOrDelays(), "waits for real time: wait for the event, or move a manual clock");

    /// <summary>The domain knows neither web nor actors.</summary>
    public static IEnumerable<string> CorePurity(SourceFile file) => file.Path.EndsWith(".csproj", StringComparison.Ordinal)
        ? Find(file, ReachesOut(), "Core is pure: no framework but .NET itself, no actors, no other project")
        : Find(file, ForeignTypes(), "Core is pure: no web, host or actor types");

    /// <summary>What holds on one machine only does not belong into the repository.</summary>
    public static IEnumerable<string> MachineTraces(SourceFile file) =>
        Find(file, MachinePaths(), "a path or host of one machine", withComments: true);

    /// <summary>Two events never share a number, whether it stands in a class of event ids or with the log method.</summary>
    public static IEnumerable<string> EventIds(IEnumerable<SourceFile> files)
    {
        var owners = new Dictionary<int, string>();
        foreach (var file in files)
        {
            var pattern = file.Path.EndsWith("EventIds.cs", StringComparison.Ordinal) ? NamedEventId() : LiteralEventId();
            foreach (Match match in pattern.Matches(file.Text))
            {
                var id = int.Parse(match.Groups["id"].Value, CultureInfo.InvariantCulture);
                var name = $"{file.Path}: {match.Groups["name"].Value}";
                if (!owners.TryAdd(id, name))
                {
                    yield return $"{name} has the id {id} of {owners[id]}";
                }
            }
        }
    }

    private static IEnumerable<string> Find(SourceFile file, Regex pattern, string message, bool withComments = false)
    {
        var number = 0;
        foreach (var line in file.Lines)
        {
            number++;
            if (pattern.Match(withComments ? line : Comment().Replace(line, "")) is { Success: true } match)
            {
                yield return $"{file.Path}:{number}: {match.Value.Trim()}: {message}";
            }
        }
    }

    [GeneratedRegex(@"(?:^|\s)//.*$", RegexOptions.NonBacktracking)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\.ConfigureAwait\(false\)|\bTask\.Run\(|\.Result\b|\.Wait\(\)|\.GetAwaiter\(\)\.GetResult\(\)", RegexOptions.NonBacktracking)]
    private static partial Regex LeavesTheTurn();

    // With a second argument it is a clock (the build bans a delay with only a token); the system's clock is real time too.
    [GeneratedRegex(@"\bThread\.Sleep\(|\bTask\.Delay\((?:[^,]*$|.*TimeProvider\.System)", RegexOptions.NonBacktracking)]
    private static partial Regex SleepsOrDelays();

    [GeneratedRegex("<(?:FrameworkReference|ProjectReference|UsesActors)", RegexOptions.NonBacktracking)]
    private static partial Regex ReachesOut();

    [GeneratedRegex(@"\bMicrosoft\.(?:AspNetCore|Extensions)\b|\bOrleans\b|\bOrrery\.(?:Embedded|Storage|Grains|Runtime|Client|Silo)\b", RegexOptions.NonBacktracking)]
    private static partial Regex ForeignTypes();

    // The brackets keep this file from breaking its own rule. Hosts: names that exist only inside a network.
    [GeneratedRegex(
        @"/wor[k]/|/tmp/w[t]\b|https?://(?:[\w.-]+\.(?:internal|local|lan|corp|intranet)\b)|<packageSource[s]|\b(?:index-url|registry)\s*=\s*http",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex MachinePaths();

    [GeneratedRegex(@"const int (?<name>\w+) = (?<id>\d+);", RegexOptions.NonBacktracking)]
    private static partial Regex NamedEventId();

    [GeneratedRegex(@"\[LoggerMessage\((?:EventId = )?(?<id>\d+)[\s\S]*?partial void (?<name>\w+)\(", RegexOptions.NonBacktracking)]
    private static partial Regex LiteralEventId();
}
