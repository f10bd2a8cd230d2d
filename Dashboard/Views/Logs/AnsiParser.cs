using System.Text;

namespace Orrery.Dashboard.Views.Logs;

/// <summary>Reads terminal output: styles and links become segments, every other control sequence is swallowed.</summary>
/// <remarks>
/// A state machine over characters, so a sequence may be split between two chunks anywhere. A sequence that never ends swallows at most
/// <see cref="LongestSequence"/> characters; what it held is then shown as text, so that output cannot hide the rest of a line.
/// </remarks>
public sealed class AnsiParser
{
    /// <summary>Longest sequence that is waited for, in characters.</summary>
    public const int LongestSequence = 2_048;

    private readonly StringBuilder _text = new();
    private readonly StringBuilder _sequence = new();
    private List<AnsiSegment> _segments = [];
    private Mode _mode;
    private AnsiStyle _style;
    private string? _link;

    private enum Mode
    {
        Text,
        Escape,
        Designation,
        Control,
        Command,
        CommandEscape,
        Ignored,
        IgnoredEscape,
    }

    /// <summary>The segments of a whole line; styles do not reach into the next.</summary>
    public static IReadOnlyList<AnsiSegment> Line(string line)
    {
        if (line.AsSpan().IndexOfAnyInRange('\0', '\x1f') < 0 && line.AsSpan().IndexOfAnyInRange('\x7f', '\x9f') < 0)
        {
            return [new AnsiSegment(line, default)];
        }

        var parser = new AnsiParser();
        var segments = new List<AnsiSegment>(parser.Feed(line));
        segments.AddRange(parser.Finish());
        return segments;
    }

    /// <summary>Reads on and answers what is certain by now.</summary>
    public IReadOnlyList<AnsiSegment> Feed(ReadOnlySpan<char> chunk)
    {
        foreach (var c in chunk)
        {
            Take(c);
        }

        return Take();
    }

    /// <summary>Ends the text; a sequence that is not complete is dropped.</summary>
    public IReadOnlyList<AnsiSegment> Finish()
    {
        _mode = Mode.Text;
        _sequence.Clear();
        return Take();
    }

    private List<AnsiSegment> Take()
    {
        Cut();
        var segments = _segments;
        _segments = [];
        return segments;
    }

    private void Take(char c)
    {
        switch (_mode)
        {
            case Mode.Text:
                TakeText(c);
                break;
            case Mode.Escape:
                _mode = c switch
                {
                    '[' => Mode.Control,
                    ']' => Mode.Command,
                    'P' or 'X' or '^' or '_' => Mode.Ignored,
                    >= ' ' and <= '/' => Mode.Designation,
                    '\x1b' => Mode.Escape,
                    _ => Mode.Text,
                };
                TakeUnlessFinal(c);
                break;
            case Mode.Designation:
                _mode = c is >= ' ' and <= '/' ? Mode.Designation : Mode.Text;
                TakeUnlessFinal(c);
                break;
            case Mode.Control:
                TakeControl(c);
                break;
            default:
                TakeString(c);
                break;
        }
    }

    private void TakeText(char c)
    {
        switch (c)
        {
            case '\x1b':
                _mode = Mode.Escape;
                break;
            case '\x9b':
                _mode = Mode.Control;
                break;
            case '\x9d':
                _mode = Mode.Command;
                break;
            case '\x90' or '\x98' or '\x9e' or '\x9f':
                _mode = Mode.Ignored;
                break;
            case '\r':
                // Shown, not obeyed: what a terminal would overwrite stays readable in a log.
                _text.Append('↵');
                break;
            case '\t':
                _text.Append(c);
                break;
            default:
                if (!char.IsControl(c))
                {
                    _text.Append(c);
                }

                break;
        }
    }

    private void TakeControl(char c)
    {
        switch (c)
        {
            case >= '@' and <= '~':
                if (c == 'm')
                {
                    Cut();
                    _style = AnsiGraphics.Apply(_style, _sequence.ToString());
                }

                End();
                break;
            case >= ' ' and <= '?':
                Keep(c);
                break;
            case '\x1b':
                _sequence.Clear();
                _mode = Mode.Escape;
                break;
            default:
                End();
                TakeUnlessFinal(c);
                break;
        }
    }

    // A character that no sequence may end with breaks the sequence off and is text itself; half a surrogate pair must not go missing.
    private void TakeUnlessFinal(char c)
    {
        if (_mode == Mode.Text && c > '~')
        {
            TakeText(c);
        }
    }

    private void TakeString(char c)
    {
        var isCommand = _mode is Mode.Command or Mode.CommandEscape;
        if (_mode is Mode.CommandEscape or Mode.IgnoredEscape && c != '\\')
        {
            // An escape that is not the string's end begins a new sequence.
            _sequence.Clear();
            _mode = Mode.Escape;
            Take(c);
            return;
        }

        switch (c)
        {
            case '\x1b':
                _mode = isCommand ? Mode.CommandEscape : Mode.IgnoredEscape;
                break;
            case '\a' or '\x9c' or '\\' when c != '\\' || _mode is Mode.CommandEscape or Mode.IgnoredEscape:
                if (isCommand)
                {
                    Command(_sequence.ToString());
                }

                End();
                break;
            default:
                Keep(c);
                break;
        }
    }

    // OSC 8 ; params ; address: a link, or its end when the address is empty.
    private void Command(string command)
    {
        if (!command.StartsWith("8;", StringComparison.Ordinal))
        {
            return;
        }

        Cut();
        var address = command.IndexOf(';', 2) is var second and > 0 ? command[(second + 1)..] : "";
        _link = LogLinks.Safe(address);
    }

    private void Keep(char c)
    {
        _sequence.Append(c);
        if (_sequence.Length > LongestSequence)
        {
            foreach (var kept in _sequence.ToString())
            {
                if (!char.IsControl(kept))
                {
                    _text.Append(kept);
                }
            }

            End();
        }
    }

    private void End()
    {
        _sequence.Clear();
        _mode = Mode.Text;
    }

    private void Cut()
    {
        if (_text.Length > 0)
        {
            _segments.Add(new AnsiSegment(_text.ToString(), _style, _link));
            _text.Clear();
        }
    }
}
