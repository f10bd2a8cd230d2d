using System.Collections.Immutable;
using Orrery.Core.DagFiles;
using Orrery.Core.DagFiles.Yaml;
using Orrery.Core.Validation;

namespace Orrery.Core.Bundles;

/// <summary>A manifest while it is read: what its keys mean depends on the parser, wherever that is named.</summary>
internal sealed record ManifestDraft
{
    public YamlScalar? Parser { get; init; }

    public TimeSpan? FetchInterval { get; init; }

    public YamlNode? Config { get; init; }

    public ImmutableArray<string>? AllowedConnections { get; init; }

    public ImmutableArray<string>? AllowedVariables { get; init; }
}

/// <summary>The keys of a manifest.</summary>
internal static class ManifestFields
{
    public static FieldTable<ManifestDraft> Table { get; } = new(new Dictionary<string, FieldSetter<ManifestDraft>>(StringComparer.Ordinal)
    {
        ["version"] = CheckVersion,
        ["bundle_parser"] = (draft, value, read) => read.NonBlank(value) is null ? draft : draft with { Parser = (YamlScalar)value },
        ["bundle_fetch_interval"] = (draft, value, read) => draft with { FetchInterval = Interval(value, read) },
        ["bundle_config"] = (draft, value, _) => draft with { Config = value },
        ["allowed_connections"] = (draft, value, read) => draft with { AllowedConnections = Names(value, read) },
        ["allowed_variables"] = (draft, value, read) => draft with { AllowedVariables = Names(value, read) },
    });

    public static FieldTable<ScanDirectory> DirectoryTable { get; } = new(new Dictionary<string, FieldSetter<ScanDirectory>>(StringComparer.Ordinal)
    {
        ["path"] = (directory, value, read) => directory with { Path = Folder(value, read) ?? NoFolder },
        ["scan_interval"] = (directory, value, read) => directory with { ScanInterval = Interval(value, read) },
        ["min_file_parse_interval"] = (directory, value, read) => directory with { MinFileParseInterval = Interval(value, read) },
    });

    /// <summary>The path of a folder whose path could not be read: no file is in it.</summary>
    public const string NoFolder = "\0";

    /// <summary>Keys of the design that nothing honours yet: to take them silently would be a promise.</summary>
    public static IReadOnlyList<string> NotSupportedYet { get; } =
        ["image", "pools", "variables", "connections"];

    public static void Unknown(DagFileReport report, YamlScalar key, string of, IReadOnlyList<string> names)
    {
        if (NotSupportedYet.Contains(key.Text, StringComparer.Ordinal))
        {
            report.Error(key.Start, DagProblemCodes.NotSupportedYet, $"the key {Shown.Quote(key.Text)} is not supported yet", "leave it out");
            return;
        }

        report.Error(
            key.Start, DagProblemCodes.UnknownField, $"the key {Shown.Quote(key.Text)} is not known",
            report.Nearest.Remedy(key.Text, names, $"{of} has the keys {string.Join(", ", names)}"));
    }

    private static ManifestDraft CheckVersion(ManifestDraft draft, YamlNode value, ValueReader read)
    {
        if (read.Text(value) is { } version && version != BundleManifest.Format)
        {
            read.Report.Error(
                value.Start, DagProblemCodes.InvalidValue, $"version is {Shown.Quote(version)}, which this server does not know", $"write {BundleManifest.Format}");
        }

        return draft;
    }

    // A list that cannot be read allows nothing, and is an error anyway.
    private static ImmutableArray<string>? Names(YamlNode value, ValueReader read) => [.. read.TextSet(value) ?? []];

    private static TimeSpan? Interval(YamlNode value, ValueReader read)
    {
        if (read.Duration(value) is not { } interval)
        {
            return null;
        }

        if (interval < BundleManifest.ShortestInterval)
        {
            read.Report.Error(value.Start, DagProblemCodes.InvalidValue, $"{read.Report.Field} is shorter than 1 second", "write '1 second' or more");
            return null;
        }

        return interval;
    }

    private static string? Folder(YamlNode value, ValueReader read)
    {
        if (read.NonBlank(value) is not { } written)
        {
            return null;
        }

        // "./dags/" and "dags" are the same folder, and "." is the bundle itself.
        var segments = written.Split('/').Where(s => s is not ("" or ".")).ToList();
        if (written.StartsWith('/') || segments.Contains("..", StringComparer.Ordinal) || written.AsSpan().ContainsAny('\\', '\0'))
        {
            read.Report.Error(
                value.Start, DagProblemCodes.InvalidValue, $"{read.Report.Field} is {Shown.Quote(written)}, which leads out of the bundle",
                "write the path of a folder from the root of the bundle, with '/'");
            return null;
        }

        return string.Join('/', segments);
    }
}
