using System.Text;

namespace Orrery.Cli.Terminal;

/// <summary>One cell of a table.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Tone">Its colour.</param>
internal readonly record struct Cell(string Text, Tone Tone = Tone.Plain)
{
    /// <summary>An uncoloured cell.</summary>
    public static implicit operator Cell(string? text) => new(text ?? "");
}

/// <summary>Rows in aligned columns, without lines: easy to read, and to take apart with other tools.</summary>
/// <param name="headings">Titles of the columns.</param>
internal sealed class TextTable(params string[] headings)
{
    private readonly List<Cell[]> _rows = [];

    /// <summary>Adds a row; it has a cell for each heading.</summary>
    public void Add(params Cell[] cells) => _rows.Add([.. cells.Select(c => c with { Text = PlainText.OneLine(c.Text) })]);

    /// <summary>Writes the table, or what to say instead when it has no rows.</summary>
    public void Write(CliTerminal terminal, string whenEmpty)
    {
        if (_rows.Count == 0)
        {
            terminal.Out.WriteLine(whenEmpty);
            return;
        }

        var widths = headings.Select((h, i) => Math.Max(h.Length, _rows.Max(r => r[i].Text.Length))).ToArray();
        terminal.Out.WriteLine(Line(terminal, [.. headings.Select(h => new Cell(h, Tone.Bold))], widths));
        foreach (var row in _rows)
        {
            terminal.Out.WriteLine(Line(terminal, row, widths));
        }
    }

    private static string Line(CliTerminal terminal, Cell[] cells, int[] widths)
    {
        var line = new StringBuilder();
        var last = Array.FindLastIndex(cells, c => c.Text.Length > 0);
        for (var i = 0; i <= last; i++)
        {
            line.Append(terminal.Paint(cells[i].Text, cells[i].Tone));
            if (i < last)
            {
                line.Append(' ', widths[i] - cells[i].Text.Length + 2);
            }
        }

        return line.ToString();
    }
}
