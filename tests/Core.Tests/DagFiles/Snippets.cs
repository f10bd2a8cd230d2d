using System.Text.RegularExpressions;

namespace Orrery.Core.Tests.DagFiles;

/// <summary>The DAG files shown in the documentation.</summary>
internal static partial class Snippets
{
    /// <summary>Every whole DAG in a page of the documentation, by page and number.</summary>
    public static IReadOnlyList<(string Name, string Text)> InReference { get; } =
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .SelectMany(file => Blocks().Matches(File.ReadAllText(file))
                .Select(m => m.Groups["yaml"].Value)
                .Where(block => block.Contains("dag_id:", StringComparison.Ordinal))
                .Select((block, i) => ($"{Path.GetFileName(file)}#{i + 1}", block)))];

    [GeneratedRegex("```yaml\n(?<yaml>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Blocks();
}
