namespace Orrery.Cli.Terminal;

/// <summary>Facts about one thing, a line each, with aligned names.</summary>
internal static class FactList
{
    /// <summary>Writes the facts that have a value.</summary>
    public static void Write(CliTerminal terminal, params ReadOnlySpan<(string Name, string? Value)> facts)
    {
        var width = 0;
        foreach (var (name, _) in facts)
        {
            width = Math.Max(width, name.Length);
        }

        foreach (var (name, value) in facts)
        {
            if (!string.IsNullOrEmpty(value))
            {
                terminal.Out.WriteLine($"{terminal.Paint(name, Tone.Faint)}{new string(' ', width - name.Length + 2)}{PlainText.OneLine(value)}");
            }
        }
    }
}
