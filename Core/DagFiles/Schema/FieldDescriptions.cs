namespace Orrery.Core.DagFiles.Schema;

/// <summary>What the reference says of each field: the rows of its tables, by the heading they stand below.</summary>
internal sealed class FieldDescriptions
{
    private readonly Dictionary<(string Heading, string Field), string> _rows = [];

    private FieldDescriptions(TextReader reference)
    {
        var heading = "";
        while (reference.ReadLine() is { } line)
        {
            if (line.StartsWith('#'))
            {
                heading = line.TrimStart('#', ' ');
            }
            else if (line.Split(" | ") is [['|', ' ', '`', .. var field] , var description, .. var rest] && field.EndsWith('`'))
            {
                var @default = rest is [var last] ? last.TrimEnd('|', ' ') : "";
                var isWorthSaying = @default.Length > 0 && @default != "required" && @default != "none";
                _rows[(heading, field[..^1])] = $"{description.TrimEnd('|', ' ').TrimEnd('.')}.{(isWorthSaying ? $" Default: {@default}." : "")}";
            }
        }
    }

    /// <summary>The reference as it was when this was built.</summary>
    public static FieldDescriptions Load()
    {
        using var stream = typeof(FieldDescriptions).Assembly.GetManifestResourceStream("dag-yaml.md")
            ?? throw new InvalidOperationException("The reference of DAG files is not part of this build.");
        using var reader = new StreamReader(stream);
        return new FieldDescriptions(reader);
    }

    /// <summary>What a field is; null when the reference has no row for it.</summary>
    public string? Find(string heading, string field) => _rows.GetValueOrDefault((heading, field));
}
