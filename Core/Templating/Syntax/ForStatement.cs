using System.Collections.Frozen;
using Orrery.Core.Templating.Rendering;
using Orrery.Core.Templating.Values;

namespace Orrery.Core.Templating.Syntax;

/// <summary><c>{% for target in items if condition %}…{% else %}…{% endfor %}</c>.</summary>
internal sealed class ForStatement(
    Position position,
    AssignmentTarget target,
    Expression items,
    Expression? condition,
    IReadOnlyList<Statement> body,
    IReadOnlyList<Statement> otherwise)
    : Statement(position)
{
    protected override void Run(RenderSession session)
    {
        var chosen = Choose(session, session.Iterate(items.EvaluateDefined(session)));
        if (chosen.Count == 0)
        {
            ExecuteAll(otherwise, session);
            return;
        }
        var outer = session.Scope;
        TemplateValue? lastChanged = null;
        for (int i = 0; i < chosen.Count; i++)
        {
            session.ChargeIteration();
            int index = i;
            var scope = new Scope(outer);
            scope.Set("loop", new LoopValue(chosen, index, Changed));
            session.InScope(scope, () =>
            {
                target.Assign(session, chosen[index]);
                ExecuteAll(body, session);
            });
        }

        TemplateValue Changed(RenderSession rendering, CallArguments arguments)
        {
            var now = new TupleValue(arguments.TakeRest());
            bool changed = lastChanged is null || !PythonEquality.AreEqual(rendering, lastChanged, now);
            lastChanged = now;
            return BoolValue.Of(changed);
        }
    }

    private IReadOnlyList<TemplateValue> Choose(RenderSession session, IReadOnlyList<TemplateValue> all)
    {
        if (condition is null)
        {
            return all;
        }
        var chosen = new List<TemplateValue>();
        foreach (var item in all)
        {
            session.ChargeIteration();
            session.InScope(new Scope(session.Scope), () =>
            {
                target.Assign(session, item);
                if (condition.IsTrue(session))
                {
                    chosen.Add(item);
                }
            });
        }
        return chosen;
    }
}

/// <summary>The name <c>loop</c> inside a loop.</summary>
internal sealed class LoopValue(
    IReadOnlyList<TemplateValue> items, int index, Func<RenderSession, CallArguments, TemplateValue> changed) : TemplateValue
{
    private static readonly FrozenDictionary<string, Func<LoopValue, TemplateValue>> Attributes =
        new Dictionary<string, Func<LoopValue, TemplateValue>>(StringComparer.Ordinal)
        {
            ["index"] = l => IntValue.Of(l.Index + 1),
            ["index0"] = l => IntValue.Of(l.Index),
            ["revindex"] = l => IntValue.Of(l.Count - l.Index),
            ["revindex0"] = l => IntValue.Of(l.Count - l.Index - 1),
            ["first"] = l => BoolValue.Of(l.Index == 0),
            ["last"] = l => BoolValue.Of(l.Index == l.Count - 1),
            ["length"] = l => IntValue.Of(l.Count),
            // Only recursive loops go deeper, also in Jinja.
            ["depth"] = _ => IntValue.Of(1),
            ["depth0"] = _ => IntValue.Of(0),
            ["previtem"] = l => l.Neighbour(-1, "previous"),
            ["nextitem"] = l => l.Neighbour(+1, "next"),
            ["cycle"] = l => new FunctionValue("cycle", (_, arguments) => l.Cycle(arguments.TakeRest())),
            ["changed"] = l => new FunctionValue("changed", l.Changed),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    private int Index => index;

    private int Count => items.Count;

    private Func<RenderSession, CallArguments, TemplateValue> Changed => changed;

    public override bool IsTruthy => true;

    internal override string TypeName => "loop";

    internal override IEnumerable<string> KnownNames => Attributes.Keys;

    internal override void AppendRepr(BoundedText text, int depth) => text.Append($"<LoopContext {index + 1}/{items.Count}>");

    internal override TemplateValue? GetAttribute(RenderSession session, string name) =>
        Attributes.TryGetValue(name, out var make) ? make(this) : null;

    private TemplateValue Neighbour(int step, string which) => index + step >= 0 && index + step < items.Count
        ? items[index + step]
        : new UndefinedValue(() => $"there is no {which} item in this loop; test it with 'is defined'");

    private TemplateValue Cycle(IReadOnlyList<TemplateValue> values) => values.Count > 0
        ? values[index % values.Count]
        : throw TemplateFault.Runtime("loop.cycle needs at least one value");
}
