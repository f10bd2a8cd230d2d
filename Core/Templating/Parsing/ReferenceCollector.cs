using Orrery.Core.Templating.Syntax;
using Orrery.Core.Templating.Values;

namespace Orrery.Core.Templating.Parsing;

/// <summary>Notes, while a template is parsed, what it mentions literally.</summary>
internal sealed class ReferenceCollector
{
    private readonly Dictionary<Expression, List<TemplateReference>> _found = new(ReferenceEqualityComparer.Instance);
    private readonly List<Expression> _order = [];
    private readonly List<XComKey> _xcoms = [];
    private readonly HashSet<string> _assigned = new(StringComparer.Ordinal);

    /// <summary>A name the template sets itself; it refers to nothing outside.</summary>
    public void Assign(string name) => _assigned.Add(name);

    public NameExpression Name(NameExpression node)
    {
        Add(node, TemplateReferenceKind.Name, node.Name);
        return node;
    }

    public AttributeExpression Attribute(AttributeExpression node)
    {
        Member(node, node.Target, node.Name);
        return node;
    }

    public ItemExpression Item(ItemExpression node)
    {
        if (node.Key is ConstantExpression { Value: StringValue name })
        {
            Member(node, node.Target, name.Value);
        }
        return node;
    }

    public CallExpression Call(CallExpression node)
    {
        switch (node.Callee)
        {
            case AttributeExpression { Name: "xcom_pull", Target: NameExpression { Name: "ti" or "task_instance" } }:
                XComPull(node);
                break;
            case AttributeExpression { Name: "get" } get when Literal(node.Arguments.Find(0, "key")) is { } name:
                // Found as a member named "get" of the same owner; what is meant is the key.
                _found.Remove(get);
                Member(node, get.Target, name);
                Forgive(node);
                break;
        }
        return node;
    }

    /// <summary>The template copes with the absence of what this expression mentions.</summary>
    public void Forgive(Expression node)
    {
        if (_found.TryGetValue(node, out var references))
        {
            _found[node] = [.. references.Select(r => r with { Optional = true })];
        }
    }

    public TemplateReferences Build() => new(
        [.. _order.SelectMany(node => _found.GetValueOrDefault(node) ?? []).Where(r => !IsOwn(r))],
        [.. _xcoms.Distinct()]);

    private bool IsOwn(TemplateReference reference) => _assigned.Contains(reference.Kind switch
    {
        TemplateReferenceKind.Name => reference.Name,
        TemplateReferenceKind.Param => "params",
        TemplateReferenceKind.Variable => "var",
        _ => "ti",
    });

    private void Member(Expression node, Expression owner, string name)
    {
        if (owner is NameExpression { Name: "params" })
        {
            Add(node, TemplateReferenceKind.Param, name);
        }
        else if (owner is AttributeExpression { Name: "value" or "json", Target: NameExpression { Name: "var" } })
        {
            Add(node, TemplateReferenceKind.Variable, name);
        }
    }

    private void XComPull(CallExpression node)
    {
        string[] taskIds = node.Arguments.Find(0, "task_ids") switch
        {
            ListExpression list => [.. list.Items.Select(Literal).OfType<string>()],
            TupleExpression tuple => [.. tuple.Items.Select(Literal).OfType<string>()],
            var single => Literal(single) is { } id ? [id] : [],
        };
        var key = node.Arguments.Find(2, "key");
        string? literalKey = key is null ? XComKey.ReturnValue : Literal(key);
        bool anyIndex = node.Arguments.Find(4, "map_indexes") is null;
        foreach (string id in taskIds)
        {
            Add(node, TemplateReferenceKind.XComTask, id);
            if (literalKey is not null && anyIndex)
            {
                _xcoms.Add(new XComKey(id, MapIndex: null, literalKey));
            }
        }
    }

    private static string? Literal(Expression? node) => node is ConstantExpression { Value: StringValue text } ? text.Value : null;

    private void Add(Expression node, TemplateReferenceKind kind, string name)
    {
        if (!_found.TryGetValue(node, out var references))
        {
            _found[node] = references = [];
            _order.Add(node);
        }
        references.Add(new TemplateReference(kind, name, node.Position.Line, node.Position.Column, Optional: false));
    }
}
