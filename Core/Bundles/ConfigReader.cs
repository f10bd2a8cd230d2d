using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Orrery.Core.DagFiles;
using Orrery.Core.DagFiles.Yaml;
using Orrery.Core.Validation;

namespace Orrery.Core.Bundles;

/// <summary>Reads <c>bundle_config</c>: a mapping, or a list of mappings that together are one.</summary>
internal static class ConfigReader
{
    private const string Field = "bundle_config";
    private const string Directories = "directories_to_scan";
    private static readonly IReadOnlyList<string> Keys = [Directories];

    /// <param name="config">The value; null: there is none.</param>
    /// <param name="isBuiltIn">Whether the parser is one of ours, which has no other keys. A parser of one's own may have any.</param>
    /// <param name="read">Reads values and reports what is wrong.</param>
    public static BundleManifest Read(YamlNode? config, bool isBuiltIn, ValueReader read)
    {
        var manifest = BundleManifest.Default;
        var json = new JsonObject();
        foreach (var (key, value) in Entries(config, read))
        {
            read.Report.Field = $"{Field}.{key.Text}";
            if (json.ContainsKey(key.Text))
            {
                read.Report.Error(key.Start, DagProblemCodes.Repeated, $"{Field} has the key {Shown.Quote(key.Text)} twice", "keep one");
                continue;
            }

            json[key.Text] = read.Json(value);
            if (key.Text == Directories)
            {
                manifest = manifest with { Directories = ReadDirectories(value, read) };
            }
            else if (isBuiltIn)
            {
                ManifestFields.Unknown(read.Report, key, Field, Keys);
            }
        }

        read.Report.Field = null;
        return manifest with { ConfigJson = json.ToJsonString() };
    }

    private static IEnumerable<YamlEntry> Entries(YamlNode? config, ValueReader read)
    {
        IReadOnlyList<YamlNode> parts = config is null or YamlScalar { IsNull: true } ? [] : config is YamlList list ? list.Items : [config];
        foreach (var part in parts)
        {
            read.Report.Field = Field;
            if (part is not YamlMapping mapping)
            {
                read.Wrong<object>(part, "a mapping", $"write '{Directories}:' below it");
                continue;
            }

            foreach (var entry in mapping.Entries)
            {
                yield return entry;
            }
        }
    }

    private static ImmutableArray<ScanDirectory> ReadDirectories(YamlNode value, ValueReader read)
    {
        if (value is not YamlList list)
        {
            read.Wrong<object>(value, "a list of folders", "start each with '- path:'");
            return [];
        }

        var directories = ImmutableArray.CreateBuilder<ScanDirectory>(list.Items.Count);
        foreach (var item in list.Items)
        {
            if (ReadDirectory(item, read) is not { } directory)
            {
                continue;
            }

            if (directories.Any(d => d.Path == directory.Path))
            {
                read.Report.Error(item.Start, DagProblemCodes.Repeated, $"{Directories} names {Shown.Quote(directory.Path)} twice", "keep one");
            }

            directories.Add(directory);
        }

        return directories.ToImmutable();
    }

    private static ScanDirectory? ReadDirectory(YamlNode item, ValueReader read)
    {
        var field = read.Report.Field;
        if (item is not YamlMapping mapping)
        {
            return read.Wrong<ScanDirectory>(item, "a mapping", "write '- path: dags'");
        }

        var directory = ScanDirectory.Root;
        foreach (var (key, value) in mapping.Entries)
        {
            if (ManifestFields.DirectoryTable.Knows(key.Text))
            {
                directory = ManifestFields.DirectoryTable.Apply(directory, key.Text, value, read, field + ".");
            }
            else
            {
                ManifestFields.Unknown(read.Report, key, "a folder", ManifestFields.DirectoryTable.Names);
            }
        }

        read.Report.Field = field;
        if (mapping.Find("path") is null)
        {
            read.Report.Error(item.Start, DagProblemCodes.MissingField, "the folder has no path", "write '- path: dags'; '.' is the bundle itself");
            return null;
        }

        return directory.Path == ManifestFields.NoFolder ? null : directory;
    }
}
