namespace Orrery.Core.DagFiles.Yaml;

/// <summary>A value of a DAG file with its place. Aliases share the node they stand for.</summary>
internal abstract class YamlNode(SourceLocation start)
{
    /// <summary>Where the value starts.</summary>
    public SourceLocation Start { get; } = start;

    /// <summary>This value and all below it, aliases expanded.</summary>
    public int Size { get; protected init; } = 1;
}

/// <summary>A text, number, boolean or null.</summary>
/// <param name="start">Where it starts.</param>
/// <param name="text">Its text, without quotes and escapes.</param>
/// <param name="isPlain">Whether it was written without quotes, so that it may mean a number, boolean or null.</param>
internal sealed class YamlScalar(SourceLocation start, string text, bool isPlain) : YamlNode(start)
{
    public string Text { get; } = text;

    public bool IsPlain { get; } = isPlain;

    /// <summary>YAML 1.2's null: nothing, <c>~</c> or <c>null</c>.</summary>
    public bool IsNull => IsPlain && Text is "" or "~" or "null" or "Null" or "NULL";
}

/// <summary>A list.</summary>
internal sealed class YamlList : YamlNode
{
    public YamlList(SourceLocation start, IReadOnlyList<YamlNode> items, int size)
        : base(start)
    {
        Items = items;
        Size = size;
    }

    public IReadOnlyList<YamlNode> Items { get; }
}

/// <summary>A mapping; its keys are texts, and unique.</summary>
internal sealed class YamlMapping : YamlNode
{
    public YamlMapping(SourceLocation start, IReadOnlyList<YamlEntry> entries, int size)
        : base(start)
    {
        Entries = entries;
        Size = size;
    }

    public IReadOnlyList<YamlEntry> Entries { get; }

    /// <summary>The entry with this key; null when there is none.</summary>
    public YamlEntry? Find(string key)
    {
        foreach (var entry in Entries)
        {
            if (entry.Key.Text == key)
            {
                return entry;
            }
        }

        return null;
    }
}

/// <summary>One key of a mapping with its value.</summary>
internal sealed record YamlEntry(YamlScalar Key, YamlNode Value);
