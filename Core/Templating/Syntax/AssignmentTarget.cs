using Orrery.Core.Templating.Rendering;
using Orrery.Core.Templating.Values;

namespace Orrery.Core.Templating.Syntax;

/// <summary>What a loop or <c>set</c> assigns to.</summary>
internal abstract class AssignmentTarget
{
    public abstract void Assign(RenderSession session, TemplateValue value);
}

internal sealed class NameTarget(string name) : AssignmentTarget
{
    public override void Assign(RenderSession session, TemplateValue value) => session.Scope.Set(name, value);
}

/// <summary><c>{% set ns.x = … %}</c>, which outlives the loop it stands in.</summary>
internal sealed class NamespaceTarget(Expression owner, string name) : AssignmentTarget
{
    public override void Assign(RenderSession session, TemplateValue value)
    {
        if (owner.EvaluateDefined(session) is not NamespaceValue ns)
        {
            throw TemplateFault.Runtime($"only attributes of a namespace can be set; make one with {{% set {owner.Describe()} = namespace() %}}");
        }
        ns.Attributes[name] = value;
    }
}

/// <summary><c>a, b</c>.</summary>
internal sealed class TupleTarget(IReadOnlyList<AssignmentTarget> targets) : AssignmentTarget
{
    public override void Assign(RenderSession session, TemplateValue value)
    {
        var items = session.Iterate(value);
        if (items.Count != targets.Count)
        {
            throw TemplateFault.Runtime($"{items.Count} values cannot be assigned to {targets.Count} names");
        }
        for (int i = 0; i < targets.Count; i++)
        {
            targets[i].Assign(session, items[i]);
        }
    }
}
