using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;

namespace Orrery.Core.Bundles;

/// <summary>
/// Which files of a folder are no part of the bundle. Always: names that begin with a dot, <c>node_modules</c> and <c>__pycache__</c>. Besides
/// what <c>.orreryignore</c> and <c>.airflowignore</c> say in any folder about what is below it, in the syntax of <c>.gitignore</c>: <c>*</c>,
/// <c>?</c>, <c>[a-z]</c>, <c>**</c>, a <c>/</c> at the end for folders and elsewhere for paths from that folder, <c>!</c> to take a file in
/// again, <c>#</c> for comments. The last line that fits decides; in a folder that is left out nothing is taken in again.
/// </summary>
public sealed class IgnoreRules
{
    /// <summary>Most bytes of a file of rules that are read: 64 KiB.</summary>
    public const int MaxFileBytes = 64 << 10;

    private readonly ImmutableArray<Rule> _rules;

    private IgnoreRules(ImmutableArray<Rule> rules) => _rules = rules;

    /// <summary>What is always left out.</summary>
    public static IgnoreRules Default { get; } = new([]);

    /// <summary>The names of files of rules; where a folder has both, the second decides.</summary>
    public static IReadOnlyList<string> FileNames { get; } = [".airflowignore", ".orreryignore"];

    /// <summary>Whether a file or folder of this name is left out wherever it is.</summary>
    public static bool IsNeverPart(string name) => name.StartsWith('.') || name is "node_modules" or "__pycache__";

    /// <summary>The same rules and those of a file.</summary>
    /// <param name="folder">Path of the folder in which the file is; empty: the root.</param>
    /// <param name="text">What is in the file. Lines that mean nothing are left out.</param>
    public IgnoreRules With(string folder, string text) =>
        new(_rules.AddRange(text.Split('\n').Select(line => Rule.Of(folder, line)).OfType<Rule>()));

    /// <summary>Whether a file or folder is left out, if the folder it is in is not.</summary>
    /// <param name="path">Its path from the root.</param>
    /// <param name="isFolder">Whether it is a folder.</param>
    public bool Ignores(string path, bool isFolder)
    {
        if (IsNeverPart(path[(path.LastIndexOf('/') + 1)..]))
        {
            return true;
        }

        for (var i = _rules.Length - 1; i >= 0; i--)
        {
            if (_rules[i].Fits(path, isFolder))
            {
                return !_rules[i].TakesIn;
            }
        }

        return false;
    }

    /// <summary>Whether a file is left out by itself or with one of the folders it is in.</summary>
    /// <param name="path">Its path from the root.</param>
    public bool IgnoresFile(string path)
    {
        for (var end = path.IndexOf('/', StringComparison.Ordinal); end >= 0; end = path.IndexOf('/', end + 1))
        {
            if (Ignores(path[..end], isFolder: true))
            {
                return true;
            }
        }

        return Ignores(path, isFolder: false);
    }

    private sealed record Rule(string Prefix, Regex Pattern, bool FoldersOnly, bool TakesIn)
    {
        public static Rule? Of(string folder, string line)
        {
            var text = line.TrimEnd('\r');
            text = text.EndsWith("\\ ", StringComparison.Ordinal) ? text : text.TrimEnd(' ', '\t');
            if (text.Length == 0 || text[0] == '#')
            {
                return null;
            }

            var takesIn = text[0] == '!';
            text = takesIn ? text[1..] : text;
            var foldersOnly = text.EndsWith('/');
            text = text.TrimEnd('/');
            var isAnchored = text.Contains('/', StringComparison.Ordinal);
            text = text.TrimStart('/');
            if (text.Length == 0)
            {
                return null;
            }

            var pattern = $"^{(isAnchored ? "" : "(?:.*/)?")}{ToRegex(text)}$";
            try
            {
                return new Rule(folder.Length == 0 ? "" : folder + "/", new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline), foldersOnly, takesIn);
            }
            catch (ArgumentException)
            {
                // A range such as [z-a] fits nothing.
                return null;
            }
        }

        public bool Fits(string path, bool isFolder) =>
            (isFolder || !FoldersOnly) && path.StartsWith(Prefix, StringComparison.Ordinal) && Pattern.IsMatch(path.AsSpan(Prefix.Length));

        private static string ToRegex(string glob)
        {
            var regex = new StringBuilder();
            for (var i = 0; i < glob.Length; i++)
            {
                switch (glob[i])
                {
                    case '*' when glob.AsSpan(i).StartsWith("**/") && (i == 0 || glob[i - 1] == '/'):
                        regex.Append("(?:.*/)?");
                        i += 2;
                        break;
                    case '*' when glob.AsSpan(i) is "**" && i > 0 && glob[i - 1] == '/':
                        regex.Append(".+");
                        i++;
                        break;
                    case '*':
                        regex.Append("[^/]*");
                        break;
                    case '?':
                        regex.Append("[^/]");
                        break;
                    case '[' when glob.IndexOf(']', Math.Min(i + 2, glob.Length)) is >= 0 and var end:
                        var set = glob[(i + 1)..end].Replace("\\", "\\\\", StringComparison.Ordinal).Replace("[", "\\[", StringComparison.Ordinal);
                        regex.Append('[').Append(set[0] == '!' ? "^" + set[1..] : set).Append(']');
                        i = end;
                        break;
                    case '[':
                        // Never closed: git has it fit nothing.
                        return @"[^\s\S]";
                    case '\\' when i + 1 < glob.Length:
                        regex.Append(Regex.Escape(glob[++i].ToString()));
                        break;
                    default:
                        regex.Append(Regex.Escape(glob[i].ToString()));
                        break;
                }
            }

            return regex.ToString();
        }
    }
}
