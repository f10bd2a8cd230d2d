using System.Text.Json.Nodes;
using Orrery.Core.Assets;
using Orrery.Core.DagFiles.Yaml;
using Orrery.Core.Validation;

namespace Orrery.Core.DagFiles;

/// <summary>Reads definitions of assets, mentions of them, and expressions over them.</summary>
internal static class AssetReader
{
    private const string HowToMention = "write a URI or name, {alias: NAME}, or {name: NAME, uri: URI}";

    /// <summary>Keys of the mapping that defines an asset.</summary>
    public static IReadOnlyList<string> Keys { get; } = ["name", "uri", "group", "extra"];

    /// <summary>The DAG's <c>assets</c>: a list of definitions.</summary>
    public static void ReadDefinitions(YamlNode value, ValueReader read)
    {
        if (value is not YamlList list)
        {
            read.Wrong<object>(value, "a list of assets", "start each with '- name:'");
            return;
        }

        foreach (var item in list.Items)
        {
            if (item is YamlMapping mapping)
            {
                Define(mapping, read);
            }
            else
            {
                read.Wrong<object>(item, "a mapping", "write {name: NAME, uri: URI}");
            }
        }
    }

    /// <summary>A task's <c>inlets</c> or <c>outlets</c>: one mention or a list of them.</summary>
    public static IReadOnlyList<AssetRef> ReadMentions(YamlNode value, ValueReader read)
    {
        IReadOnlyList<YamlNode> items = value is YamlList list ? list.Items : [value];
        var mentions = new List<AssetRef>(items.Count);
        foreach (var item in items)
        {
            if (ReadMention(item, read) is not { } mention)
            {
                continue;
            }

            if (mentions.Contains(mention))
            {
                read.Report.Warn(item.Start, DagProblemCodes.Repeated, $"{read.Report.Field} names {Shown.Quote(mention.Id)} twice", "leave one out");
            }
            else
            {
                mentions.Add(mention);
            }
        }

        return mentions;
    }

    /// <summary>An expression: a mention, a list of which all are meant, or <c>all</c> or <c>any</c> of a list.</summary>
    public static AssetExpression? ReadExpression(YamlNode value, ValueReader read)
    {
        switch (value)
        {
            case YamlList list:
                return ReadParts(list, read) is { } all ? new AssetExpression.All(all) : null;
            case YamlMapping mapping when (mapping.Find("all") ?? mapping.Find("any")) is { } entry:
                if (mapping.Entries.FirstOrDefault(e => e != entry) is { } other)
                {
                    read.Report.Error(other.Key.Start, DagProblemCodes.Conflict,
                        $"{Shown.Quote(other.Key.Text)} stands beside '{entry.Key.Text}'", "make a list item of each, below one 'all' or 'any'");
                }

                return ReadParts(entry.Value, read) switch
                {
                    null => null,
                    var parts when entry.Key.Text == "all" => new AssetExpression.All(parts),
                    var parts => new AssetExpression.Any(parts),
                };
            default:
                return ReadMention(value, read) is { } mention ? new AssetExpression.One(mention) : null;
        }
    }

    private static IReadOnlyList<AssetExpression>? ReadParts(YamlNode value, ValueReader read)
    {
        if (value is not YamlList { Items.Count: > 0 } list)
        {
            return read.Wrong<IReadOnlyList<AssetExpression>>(value, "a list of assets", "name at least one, as in [s3://data/orders]");
        }

        var parts = list.Items.Select(i => ReadExpression(i, read)).OfType<AssetExpression>().ToList();
        return parts.Count < list.Items.Count ? null : parts;
    }

    /// <summary>One mention of an asset or alias.</summary>
    public static AssetRef? ReadMention(YamlNode value, ValueReader read)
    {
        switch (value)
        {
            case YamlScalar { IsNull: false } scalar:
                return AssetRef.Asset(read.Assets.Resolve(scalar.Text));
            case YamlMapping { Entries: [{ Key.Text: "asset" } only] }:
                return ReadMention(only.Value, read);
            case YamlMapping { Entries: [{ Key.Text: "alias" } only] }:
                return read.NonBlank(only.Value) is { } alias ? AssetRef.Alias(alias) : null;
            case YamlMapping mapping:
                return Define(mapping, read);
            default:
                return read.Wrong<AssetRef?>(value, "an asset", HowToMention);
        }
    }

    private static AssetRef? Define(YamlMapping mapping, ValueReader read)
    {
        string? name = null, uri = null, group = null;
        JsonObject? extra = null;
        foreach (var (key, value) in mapping.Entries)
        {
            switch (key.Text)
            {
                case "name":
                    name = read.NonBlank(value);
                    break;
                case "uri":
                    uri = read.NonBlank(value);
                    break;
                case "group":
                    group = read.NonBlank(value);
                    break;
                case "extra":
                    extra = value is YamlMapping ? (JsonObject)read.Json(value)! : read.Wrong<JsonObject>(value, "a mapping", "write {key: value}");
                    break;
                default:
                    UnknownFields.Report(read.Report, key, "an asset", Keys);
                    break;
            }
        }

        if ((uri ?? name) is not { } known)
        {
            read.Report.Error(mapping.Start, DagProblemCodes.MissingField, "the asset has neither name nor uri", HowToMention);
            return null;
        }

        var definition = new AssetDefinition { Uri = known, Name = name ?? known, Group = group ?? AssetDefinition.DefaultGroup, Extra = extra };
        return read.Assets.Define(definition, mapping.Start, read.Report);
    }
}
