using System.Text;

namespace Orrery.Runtime.Loading;

/// <summary>The last lines of something that may say very much.</summary>
internal sealed class BoundedTail
{
    private const int MaxCharacters = 4_000;

    private readonly Lock _lock = new();
    private readonly StringBuilder _text = new();

    /// <summary>The last of what was said.</summary>
    public string Text
    {
        get
        {
            lock (_lock)
            {
                return _text.ToString().Trim();
            }
        }
    }

    /// <summary>Takes a line in; null is none.</summary>
    public void Add(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_lock)
        {
            _text.Append(line).Append('\n');
            if (_text.Length > MaxCharacters)
            {
                _text.Remove(0, _text.Length - MaxCharacters);
            }
        }
    }
}
