using System.Collections.Immutable;
using Orrery.Core.DagFiles;
using Orrery.Core.DagFiles.Yaml;
using Orrery.Core.Validation;

namespace Orrery.Core.Bundles;

/// <summary>From the text of a <c>bundle.yaml</c> to a manifest. Pure, and never throws for bad text.</summary>
public static class ManifestParser
{
    // A manifest is a page at most.
    private static readonly DagFileLimits Limits = new() { MaxBytes = 64 * 1024, MaxDepth = 16, MaxNodes = 10_000, MaxErrors = 100 };

    private static readonly string[] BuiltIn = [BundleManifest.Standard, BundleManifest.SinglePass, BundleManifest.EventBased];

    /// <summary>Names of the keys, in the order they are documented in.</summary>
    public static IReadOnlyList<string> Keys => ManifestFields.Table.Names;

    /// <summary>Names of the keys of a folder in <c>directories_to_scan</c>.</summary>
    public static IReadOnlyList<string> DirectoryKeys => ManifestFields.DirectoryTable.Names;

    /// <summary>Keys that are refused by name, because what they ask for is not built yet.</summary>
    public static IReadOnlyList<string> NotSupportedYet => ManifestFields.NotSupportedYet;

    /// <summary>Reads and checks a manifest.</summary>
    /// <param name="text">The text; a byte order mark and any line ends are accepted.</param>
    /// <param name="parsers">Names of the parsers there are besides the three built-in ones.</param>
    public static ManifestResult Parse(string text, IReadOnlyCollection<string> parsers)
    {
        var report = new DagFileReport(BundleManifest.FileName, Limits);
        var manifest = YamlText.Prepare(text, Limits, report) is { } prepared && YamlTreeReader.Read(prepared, Limits, report) is { } documents
            ? Read(documents, [.. BuiltIn, .. parsers], new ValueReader(report))
            : null;
        var (errors, warnings) = report.Finish();
        return new ManifestResult(errors.IsEmpty ? manifest : null, errors, warnings);
    }

    private static BundleManifest Read(IReadOnlyList<YamlNode> documents, IReadOnlyList<string> parsers, ValueReader read)
    {
        if (documents is not [YamlMapping mapping])
        {
            read.Report.Error(
                documents.Count > 0 ? documents[0].Start : new SourceLocation(1, 1), DagProblemCodes.WrongType,
                documents.Count > 1 ? "a manifest is one YAML document" : "the manifest is not a mapping", $"start it with 'version: {BundleManifest.Format}'");
            return BundleManifest.Default;
        }

        var draft = new ManifestDraft();
        foreach (var (key, value) in mapping.Entries)
        {
            if (ManifestFields.Table.Knows(key.Text))
            {
                draft = ManifestFields.Table.Apply(draft, key.Text, value, read);
            }
            else
            {
                ManifestFields.Unknown(read.Report, key, "a manifest", ManifestFields.Table.Names);
            }
        }

        if (mapping.Find("version") is null)
        {
            read.Report.Error(mapping.Start, DagProblemCodes.MissingField, "the manifest has no version", $"write 'version: {BundleManifest.Format}'");
        }

        var name = draft.Parser is { } written ? NameOf(written, parsers, read.Report) : BundleManifest.Standard;
        return ConfigReader.Read(draft.Config, isBuiltIn: BuiltIn.Contains(name, StringComparer.Ordinal), read) with
        {
            BundleParser = name,
            FetchInterval = draft.FetchInterval,
            AllowedConnections = draft.AllowedConnections,
            AllowedVariables = draft.AllowedVariables,
        };
    }

    private static string NameOf(YamlScalar written, IReadOnlyList<string> parsers, DagFileReport report)
    {
        if (!parsers.Contains(written.Text, StringComparer.Ordinal))
        {
            report.Error(
                written.Start, DagProblemCodes.InvalidValue, $"there is no bundle parser {Shown.Quote(written.Text)}",
                report.Nearest.Remedy(written.Text, parsers, $"this server has {string.Join(", ", parsers)}; others are named with --plugin"));
        }

        return written.Text;
    }
}

/// <summary>A manifest, or everything that is wrong with it.</summary>
/// <param name="Manifest">The manifest; null when there are errors.</param>
/// <param name="Errors">All errors, in the order of the file.</param>
/// <param name="Warnings">What is allowed but probably not meant.</param>
public sealed record ManifestResult(BundleManifest? Manifest, ImmutableArray<DagFileError> Errors, ImmutableArray<DagFileError> Warnings);
