using Orrery.Core.Validation;

namespace Orrery.Core.DagFiles.Yaml;

/// <summary>Collects the entries of one mapping: refuses keys given twice, and lets own keys win over merged ones.</summary>
internal sealed class YamlMappingBuilder(DagFileReport report)
{
    // Below this many entries a scan is faster than a table.
    private const int ScanUpTo = 12;

    private readonly List<YamlEntry> _entries = [];
    private List<YamlMapping>? _merged;
    private Dictionary<string, YamlScalar>? _table;

    /// <summary>Values that came in through merge keys.</summary>
    public int MergedSize { get; private set; }

    public void Add(YamlScalar key, YamlNode value)
    {
        if (FindKey(key.Text) is { } first)
        {
            report.Error(key.Start, DagProblemCodes.DuplicateKey,
                $"the key {Shown.Quote(key.Text)} is given twice, first at line {first.Start.Line}", "keep one of them");
            return;
        }

        _entries.Add(new YamlEntry(key, value));
        _table?.Add(key.Text, key);
    }

    public void Merge(YamlScalar key, YamlNode value)
    {
        var sources = value is YamlList list ? list.Items : [value];
        foreach (var source in sources)
        {
            if (source is YamlMapping mapping)
            {
                (_merged ??= []).Add(mapping);
            }
            else
            {
                report.Error(key.Start, DagProblemCodes.WrongType, "the merge key '<<' takes a mapping or a list of mappings",
                    "write <<: *name, where &name stands before a mapping");
            }
        }
    }

    public YamlMapping Build(SourceLocation start)
    {
        var own = _entries.Sum(e => 1 + e.Value.Size);
        foreach (var entry in (_merged ?? []).SelectMany(m => m.Entries))
        {
            if (FindKey(entry.Key.Text) is null)
            {
                _entries.Add(entry);
                _table?.Add(entry.Key.Text, entry.Key);
                MergedSize += 1 + entry.Value.Size;
            }
        }

        return new YamlMapping(start, _entries, 1 + own + MergedSize);
    }

    private YamlScalar? FindKey(string key)
    {
        if (_table is null && _entries.Count > ScanUpTo)
        {
            _table = _entries.ToDictionary(e => e.Key.Text, e => e.Key, StringComparer.Ordinal);
        }

        if (_table is not null)
        {
            return _table.GetValueOrDefault(key);
        }

        foreach (var entry in _entries)
        {
            if (entry.Key.Text == key)
            {
                return entry.Key;
            }
        }

        return null;
    }
}
