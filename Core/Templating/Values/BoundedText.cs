using System.Text;

namespace Orrery.Core.Templating.Values;

/// <summary>A text that refuses to grow beyond a limit, so that no template can take the memory of the server.</summary>
internal sealed class BoundedText(int maxLength)
{
    /// <summary>Nesting beyond which a value is not printed; a list can contain itself.</summary>
    public const int MaxDepth = 100;

    private readonly StringBuilder _text = new();

    public int Length => _text.Length;

    public BoundedText Append(ReadOnlySpan<char> text)
    {
        Require(text.Length);
        _text.Append(text);
        return this;
    }

    public BoundedText Append(char c, int count = 1)
    {
        Require(count);
        _text.Append(c, count);
        return this;
    }

    public override string ToString() => _text.ToString();

    private void Require(long more)
    {
        if (_text.Length + more > maxLength)
        {
            throw TooLong(maxLength);
        }
    }

    public static TemplateFault TooLong(int maxLength) =>
        TemplateFault.Runtime($"the text would be longer than the limit of {maxLength} characters; write large output to a file instead");

    public static void GuardDepth(int depth)
    {
        if (depth > MaxDepth)
        {
            throw TemplateFault.Runtime($"the value is nested deeper than {MaxDepth} levels, or contains itself");
        }
    }
}
