using Orrery.Cli.Output;

namespace Orrery.Cli.Terminal;

/// <summary>Where a command writes, and what that can show.</summary>
internal sealed record CliTerminal
{
    /// <summary>Results.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Errors and log lines.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>What is piped in. Default: nothing.</summary>
    public TextReader In { get; init; } = TextReader.Null;

    /// <summary>Asks for what must not be seen on the screen; null: nobody is there to be asked. Default: nobody.</summary>
    public Func<string, string?> ReadSecret { get; init; } = _ => null;

    /// <summary>Whether results are seen by a person who can be shown something that moves.</summary>
    public bool IsInteractive { get; init; }

    /// <summary>Whether results may be coloured.</summary>
    public bool UseColor { get; init; }

    /// <summary>How documents are written; set once the command line has been read. Default: as the command itself says.</summary>
    public OutputFormat Format { get; set; }

    /// <summary>Columns and rows of the screen, asked each time because people resize windows. Default: 120 by 30.</summary>
    public Func<(int Width, int Height)> Size { get; init; } = () => (120, 30);

    /// <summary>The terminal of this process: colours only on a screen, and not with NO_COLOR (no-color.org) or TERM=dumb.</summary>
    public static CliTerminal ForProcess()
    {
        var isScreen = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not ("dumb" or "" or null);
        return new CliTerminal
        {
            Out = Console.Out,
            Error = Console.Error,
            In = Console.In,
            ReadSecret = SecretPrompt.Read,
            IsInteractive = isScreen,
            UseColor = isScreen && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
            Size = () => (Math.Max(Console.WindowWidth, 40), Math.Max(Console.WindowHeight, 10)),
        };
    }

    /// <summary>The text in a colour, if results may be coloured.</summary>
    public string Paint(string text, Tone tone) => UseColor && tone != Tone.Plain && text.Length > 0 ? $"\e[{(int)tone}m{text}\e[0m" : text;
}
