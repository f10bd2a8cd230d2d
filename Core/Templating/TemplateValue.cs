using System.Text.Json.Nodes;
using Orrery.Core.Templating.Rendering;
using Orrery.Core.Templating.Values;

namespace Orrery.Core.Templating;

/// <summary>
/// A value inside a template. The set of kinds is closed (none, bool, int, float, string, list, dict, date-times, functions);
/// templates never touch .NET objects.
/// </summary>
public abstract class TemplateValue
{
    private protected TemplateValue()
    {
    }

    /// <summary>Python's truth of the value: none, false, zero, and empty strings and collections are false.</summary>
    public abstract bool IsTruthy { get; }

    /// <summary>The value of a JSON document.</summary>
    /// <param name="node">The JSON; null is none.</param>
    public static TemplateValue FromJson(JsonNode? node) => JsonConversion.FromJson(node);

    /// <summary>The value as JSON. Date-times become their ISO text.</summary>
    /// <returns>Null for none.</returns>
    /// <exception cref="NotSupportedException">The value, or something in it, has no JSON form (a function, not-a-number).</exception>
    public JsonNode? ToJson() => JsonConversion.ToJson(this);

    /// <summary>
    /// The value as Python's <c>str</c> prints it; its type in angle brackets when it contains itself or would be longer than
    /// <see cref="TemplateLimits.MaxOutputLength"/>'s default.
    /// </summary>
    public sealed override string ToString()
    {
        try
        {
            return PythonText.Str(this, TemplateLimits.Default.MaxOutputLength);
        }
        catch (TemplateFault)
        {
            return $"<{TypeName}>";
        }
    }

    /// <summary>Python's name of the type, for messages.</summary>
    internal abstract string TypeName { get; }

    /// <summary>Appends what Python's <c>str</c> gives.</summary>
    internal virtual void AppendStr(BoundedText text, int depth) => AppendRepr(text, depth);

    /// <summary>Appends what Python's <c>repr</c> gives: how the value looks inside a list.</summary>
    internal abstract void AppendRepr(BoundedText text, int depth);

    /// <summary>The attribute or method of that name, or null.</summary>
    internal virtual TemplateValue? GetAttribute(RenderSession session, string name) => null;

    /// <summary>The item under that key, or null.</summary>
    internal virtual TemplateValue? GetItem(RenderSession session, TemplateValue key) => null;

    /// <summary>The names to suggest when an attribute or key was not found.</summary>
    internal virtual IEnumerable<string> KnownNames => [];

    /// <summary>The items a loop visits, or null when the value is not iterable.</summary>
    internal virtual IReadOnlyList<TemplateValue>? Iterate() => null;

    /// <summary>Python's <c>len</c>, or null when the value has none.</summary>
    internal virtual int? Length => null;
}
