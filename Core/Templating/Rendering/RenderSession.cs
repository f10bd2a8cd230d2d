using System.Numerics;
using System.Text.Json.Nodes;
using Orrery.Core.Templating.Values;

namespace Orrery.Core.Templating.Rendering;

/// <summary>One rendering of one template: the names it sees, what it has written, and how much it has used.</summary>
internal sealed class RenderSession(TemplateContext context, string templateName, IReadOnlyList<XComKey> literalXComs)
{
    private const int CharactersPerStep = 16;
    private const int ComparisonsPerStep = 4_096;

    private readonly Dictionary<string, TemplateValue> _roots = new(StringComparer.Ordinal);
    private readonly Dictionary<JsonNode, TemplateValue> _documents = new(ReferenceEqualityComparer.Instance);
    private readonly TemplateLimits _limits = context.Limits;
    private long _steps;
    private int _iterations;
    private int _depth;

    public TemplateContext Context => context;

    public string TemplateName => templateName;

    public int MaxTextLength => _limits.MaxOutputLength;

    public Scope Scope { get; set; } = new();

    public BoundedText Output { get; private set; } = new(context.Limits.MaxOutputLength);

    /// <summary>One level deeper and one step further; pair with <see cref="Leave"/>.</summary>
    public void Enter()
    {
        Charge(1);
        if (++_depth > _limits.MaxDepth)
        {
            throw TemplateFault.Runtime($"expressions or macro calls are nested deeper than {_limits.MaxDepth} levels");
        }
    }

    public void Leave() => _depth--;

    /// <summary>Counts work done.</summary>
    public void Charge(long steps)
    {
        _steps += steps;
        if (_steps > _limits.MaxSteps)
        {
            throw TemplateFault.Runtime($"the template takes more than {_limits.MaxSteps} steps; compute large results in a task instead");
        }
    }

    public void ChargeIteration()
    {
        if (++_iterations > _limits.MaxIterations)
        {
            throw TemplateFault.Runtime($"the template's loops take more than {_limits.MaxIterations} iterations together");
        }
    }

    public void ChargeText(long characters) => Charge(characters / CharactersPerStep);

    /// <summary>Counts the hashing of a key, and gives it back.</summary>
    public TemplateValue ChargeKey(TemplateValue key)
    {
        Charge(1);
        if (key is StringValue text)
        {
            ChargeText(text.Value.Length);
        }
        else if (key is TupleValue tuple)
        {
            foreach (var item in tuple.Items)
            {
                ChargeKey(item);
            }
        }
        return key;
    }

    /// <summary>Counts the worst case of searching a text for another.</summary>
    public void ChargeSearch(string text, string part) => Charge((long)text.Length * Math.Max(part.Length, 1) / ComparisonsPerStep);

    public IReadOnlyList<TemplateValue> Charged(IReadOnlyList<TemplateValue> items)
    {
        Charge(items.Count);
        return items;
    }

    /// <summary>A new string, if it is not too long.</summary>
    public StringValue Text(params ReadOnlySpan<string> parts)
    {
        long length = 0;
        foreach (string part in parts)
        {
            length += part.Length;
        }
        RequireTextLength(length);
        return new StringValue(string.Concat(parts));
    }

    public BoundedText NewText() => new(_limits.MaxOutputLength);

    public StringValue Text(BoundedText text)
    {
        ChargeText(text.Length);
        return new StringValue(text.ToString());
    }

    public string Str(TemplateValue value)
    {
        string text = PythonText.Str(value, _limits.MaxOutputLength);
        ChargeText(text.Length);
        return text;
    }

    /// <summary>Fails when a string of that length must not be made, before it is made.</summary>
    public void RequireTextLength(BigInteger length)
    {
        if (length > _limits.MaxOutputLength)
        {
            throw BoundedText.TooLong(_limits.MaxOutputLength);
        }
        ChargeText((long)length);
    }

    public StringValue Repeat(string text, BigInteger times)
    {
        times = BigInteger.Max(times, 0);
        RequireTextLength(times * text.Length);
        return text.Length == 0 ? StringValue.Empty : new StringValue(string.Concat(Enumerable.Repeat(text, (int)times)));
    }

    public List<TemplateValue> Repeat(IReadOnlyList<TemplateValue> items, BigInteger times)
    {
        times = BigInteger.Max(times, 0);
        Charge((long)BigInteger.Min(times * items.Count, long.MaxValue / 2));
        return items.Count == 0 ? [] : [.. Enumerable.Repeat(items, (int)times).SelectMany(i => i)];
    }

    /// <summary>The items of something a loop or a filter walks.</summary>
    public IReadOnlyList<TemplateValue> Iterate(TemplateValue value) => Charged(value.Iterate()
        ?? throw TemplateFault.Runtime($"a '{value.TypeName}' is not a list, dict, tuple or string, so it has no items to go through"));

    /// <summary>Runs something in a scope of its own.</summary>
    public void InScope(Scope scope, Action body)
    {
        var outer = Scope;
        Scope = scope;
        try
        {
            body();
        }
        finally
        {
            Scope = outer;
        }
    }

    /// <summary>Runs something and gives what it wrote, instead of putting it into the output.</summary>
    public string Capture(Action body)
    {
        var outer = Output;
        Output = NewText();
        try
        {
            body();
            ChargeText(Output.Length);
            return Output.ToString();
        }
        finally
        {
            Output = outer;
        }
    }

    /// <summary>The value of a name: set by the template, else of the context, else a global function.</summary>
    public TemplateValue Resolve(string name)
    {
        if ((Scope.Find(name) ?? _roots.GetValueOrDefault(name)) is { } known)
        {
            return known;
        }
        return ContextNames.Find(this, name) is { } root ? _roots[name] = root : ContextNames.Missing(this, name);
    }

    /// <summary>The value of a JSON document of the context; converted once, however often a loop asks for it.</summary>
    public TemplateValue Document(JsonNode? node)
    {
        if (node is null)
        {
            return NoneValue.Instance;
        }
        return _documents.TryGetValue(node, out var known) ? known : _documents[node] = TemplateValue.FromJson(node);
    }

    /// <summary>An XCom's value, or none when it does not exist.</summary>
    /// <exception cref="XComsNeededException">It is not loaded yet.</exception>
    public TemplateValue XCom(XComKey key)
    {
        if (context.XComs.TryGet(key, out var value))
        {
            return Document(value);
        }
        // Ask for everything the template names at once: one round trip instead of one per value.
        throw new XComsNeededException([key, .. literalXComs.Where(k => k != key && !context.XComs.TryGet(k, out _))]);
    }

    public TemplateValue Call(TemplateValue callee, CallArguments arguments)
    {
        switch (callee)
        {
            case FunctionValue function:
                return function.Call(this, arguments);
            case ObjectValue { Call: { } call }:
                var result = call(this, arguments);
                arguments.RequireAllTaken(callee.TypeName);
                return result;
            default:
                PythonEquality.Use(callee);
                throw TemplateFault.Runtime($"a '{callee.TypeName}' cannot be called");
        }
    }
}
