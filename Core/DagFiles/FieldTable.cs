using System.Collections.Frozen;
using Orrery.Core.DagFiles.Yaml;

namespace Orrery.Core.DagFiles;

/// <summary>Takes one field's value into what is being built.</summary>
internal delegate T FieldSetter<T>(T target, YamlNode value, ValueReader read);

/// <summary>The fields of one kind of mapping, and how each is read.</summary>
internal sealed class FieldTable<T>(IReadOnlyDictionary<string, FieldSetter<T>> fields)
{
    private readonly FrozenDictionary<string, FieldSetter<T>> _fields = fields.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>All names, in the order they are documented in.</summary>
    public IReadOnlyList<string> Names { get; } = [.. fields.Keys];

    public bool Knows(string name) => _fields.ContainsKey(name);

    /// <summary>Applies one known field. A field without a value is one left out, and so keeps its default.</summary>
    public T Apply(T target, string field, YamlNode value, ValueReader read, string prefix = "")
    {
        if (value is YamlScalar { IsNull: true })
        {
            return target;
        }

        read.Report.Field = prefix + field;
        target = _fields[field](target, value, read);
        read.Report.Field = null;
        return target;
    }
}
