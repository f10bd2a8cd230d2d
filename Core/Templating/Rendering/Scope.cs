namespace Orrery.Core.Templating.Rendering;

/// <summary>Names set by the template itself. Loops, macros and <c>with</c> open an inner scope; <c>if</c> does not.</summary>
internal sealed class Scope(Scope? outer = null)
{
    private readonly Dictionary<string, TemplateValue> _names = new(StringComparer.Ordinal);

    public TemplateValue? Find(string name)
    {
        for (var scope = this; scope is not null; scope = scope.Outer)
        {
            if (scope._names.TryGetValue(name, out var value))
            {
                return value;
            }
        }
        return null;
    }

    public Scope? Outer => outer;

    public void Set(string name, TemplateValue value) => _names[name] = value;

    public IEnumerable<string> AllNames => outer is null ? _names.Keys : _names.Keys.Concat(outer.AllNames);
}
