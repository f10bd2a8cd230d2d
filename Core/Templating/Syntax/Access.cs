using Orrery.Core.Templating.Rendering;
using Orrery.Core.Templating.Values;

namespace Orrery.Core.Templating.Syntax;

/// <summary><c>target.name</c>: an attribute or method, else an item of that key.</summary>
internal sealed class AttributeExpression(Position position, Expression target, string name) : Expression(position)
{
    public Expression Target => target;

    public string Name => name;

    protected override TemplateValue Compute(RenderSession session)
    {
        var owner = target.EvaluateDefined(session);
        return Lookup.Attribute(session, owner, name) ?? Lookup.Missing(target, owner, name);
    }

    public override string Describe() => $"{target.Describe()}.{name}";
}

/// <summary><c>target[key]</c>: an item, else the attribute of that name.</summary>
internal sealed class ItemExpression(Position position, Expression target, Expression key) : Expression(position)
{
    public Expression Target => target;

    public Expression Key => key;

    protected override TemplateValue Compute(RenderSession session)
    {
        var owner = target.EvaluateDefined(session);
        var wanted = key.EvaluateDefined(session);
        return Lookup.Item(session, owner, wanted) ?? Lookup.Missing(target, owner, wanted is StringValue text ? text.Value : session.Str(wanted));
    }

    public override string Describe() => $"{target.Describe()}[{key.Describe()}]";
}

/// <summary><c>target[start:stop:step]</c>.</summary>
internal sealed class SliceExpression(Position position, Expression target, Expression? start, Expression? stop, Expression? step)
    : Expression(position)
{
    protected override TemplateValue Compute(RenderSession session)
    {
        var owner = target.EvaluateDefined(session);
        int? Bound(Expression? bound, string what) => bound?.EvaluateDefined(session) switch
        {
            null or NoneValue => null,
            var value => Numbers.ToInt32(value, $"the {what} of a slice"),
        };
        int? from = Bound(start, "start");
        int? to = Bound(stop, "stop");
        int? by = Bound(step, "step");
        var items = owner is StringValue or ListValue or TupleValue
            ? session.Iterate(owner)
            : throw TemplateFault.Runtime($"a '{owner.TypeName}' cannot be sliced; only strings, lists and tuples can");
        TemplateValue[] chosen = [.. Indexes(items.Count, from, to, by ?? 1).Select(i => items[i])];
        return owner switch
        {
            StringValue => new StringValue(string.Concat(chosen.Cast<StringValue>().Select(c => c.Value))),
            ListValue => new ListValue([.. chosen]),
            _ => new TupleValue(chosen),
        };
    }

    private static IEnumerable<int> Indexes(int length, int? start, int? stop, int step)
    {
        if (step == 0)
        {
            throw TemplateFault.Runtime("the step of a slice must not be zero");
        }
        // Python clips a bound to the sequence, after counting negative ones from the end.
        long lowest = step > 0 ? 0 : -1;
        long highest = step > 0 ? length : length - 1;
        long Clip(int? bound, long otherwise) => bound is { } b ? Math.Clamp(b < 0 ? (long)b + length : b, lowest, highest) : otherwise;
        long from = Clip(start, step > 0 ? lowest : highest);
        long to = Clip(stop, step > 0 ? highest : lowest);
        for (long i = from; step > 0 ? i < to : i > to; i += step)
        {
            yield return (int)i;
        }
    }
}

/// <summary>Jinja's two ways to look into a value.</summary>
internal static class Lookup
{
    public static TemplateValue? Attribute(RenderSession session, TemplateValue owner, string name)
    {
        if (name.StartsWith("__", StringComparison.Ordinal))
        {
            return new UndefinedValue(() => $"the attribute '{name}' is not accessible in a template", TemplateErrorKind.Runtime);
        }
        return owner.GetAttribute(session, name) ?? (owner is DictValue or NamespaceValue ? owner.GetItem(session, new StringValue(name)) : null);
    }

    public static TemplateValue? Item(RenderSession session, TemplateValue owner, TemplateValue key) =>
        owner.GetItem(session, key) ?? (key is StringValue name ? Attribute(session, owner, name.Value) : null);

    public static UndefinedValue Missing(Expression target, TemplateValue owner, string name) =>
        new(() => $"{target.Describe()} is a '{owner.TypeName}' and has no '{name}'{NearestNames.Suggest(name, owner.KnownNames)}");
}
