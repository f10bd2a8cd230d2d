using Orrery.Core.Templating.Rendering;
using Orrery.Core.Templating.Values;

namespace Orrery.Core.Templating.Syntax;

internal sealed class ConstantExpression(Position position, TemplateValue value) : Expression(position)
{
    public TemplateValue Value => value;

    protected override TemplateValue Compute(RenderSession session) => value;

    public override string Describe() => PythonText.Repr(value, 200);
}

internal sealed class NameExpression(Position position, string name) : Expression(position)
{
    public string Name => name;

    protected override TemplateValue Compute(RenderSession session) => session.Resolve(name);

    public override string Describe() => name;
}

internal sealed class ListExpression(Position position, IReadOnlyList<Expression> items) : Expression(position)
{
    public IReadOnlyList<Expression> Items => items;

    protected override TemplateValue Compute(RenderSession session) => new ListValue([.. items.Select(i => i.EvaluateDefined(session))]);
}

internal sealed class TupleExpression(Position position, IReadOnlyList<Expression> items) : Expression(position)
{
    public IReadOnlyList<Expression> Items => items;

    protected override TemplateValue Compute(RenderSession session) => new TupleValue([.. items.Select(i => i.EvaluateDefined(session))]);
}

internal sealed class DictExpression(Position position, IReadOnlyList<(Expression Key, Expression Value)> items) : Expression(position)
{
    protected override TemplateValue Compute(RenderSession session)
    {
        var dict = new DictValue();
        foreach (var (key, value) in items)
        {
            dict.Items[session.ChargeKey(key.EvaluateDefined(session))] = value.EvaluateDefined(session);
        }
        return dict;
    }
}
