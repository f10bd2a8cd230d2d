using Orrery.Core.Assets;
using Orrery.Core.Validation;

namespace Orrery.Core.DagFiles;

/// <summary>The assets of one DAG while it is read: a mention may be a name, which its definition turns into a URI.</summary>
internal sealed class AssetScope
{
    private readonly Dictionary<string, AssetDefinition> _byUri = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AssetDefinition> _byName = new(StringComparer.Ordinal);

    /// <summary>Everything that was said of assets beyond their URIs, by URI.</summary>
    public IReadOnlyList<AssetDefinition> Definitions => [.. _byUri.Values.Where(d => !d.IsBare).OrderBy(d => d.Uri, StringComparer.Ordinal)];

    /// <summary>The URI a text stands for: that of the asset with this name, or else the text itself.</summary>
    public string Resolve(string text) => _byName.TryGetValue(text, out var named) ? named.Uri : text;

    /// <summary>Takes a definition; one that repeats another says nothing new, one that contradicts it is reported.</summary>
    public AssetRef Define(AssetDefinition definition, SourceLocation at, DagFileReport report)
    {
        var known = _byUri.GetValueOrDefault(definition.Uri) ?? _byName.GetValueOrDefault(definition.Name);
        if (known is null)
        {
            _byUri.Add(definition.Uri, definition);
            _byName.Add(definition.Name, definition);
        }
        else if (!known.Equals(definition))
        {
            report.Error(at, DagProblemCodes.AssetConflict,
                $"the asset {Shown.Quote(definition.Name)} with the URI {Shown.Quote(definition.Uri)} was defined as {Shown.Quote(known.Name)} with the URI {Shown.Quote(known.Uri)} before, or with another group or extra",
                "define it once under 'assets', and mention it by its name");
        }

        return AssetRef.Asset(definition.Uri);
    }
}
