using Orrery.Core.Templating.Values;

namespace Orrery.Core.Templating.Rendering;

/// <summary>
/// The arguments of one call. A function takes them in the order of its parameters: each take gives the next positional
/// argument, or the one given by that name.
/// </summary>
internal sealed class CallArguments(IReadOnlyList<TemplateValue> positional, IReadOnlyDictionary<string, TemplateValue>? named = null)
{
    public static readonly IReadOnlyDictionary<string, TemplateValue> NoNames = new Dictionary<string, TemplateValue>(StringComparer.Ordinal);

    private readonly IReadOnlyDictionary<string, TemplateValue> _named = named ?? NoNames;
    private readonly HashSet<string> _takenNames = new(StringComparer.Ordinal);
    private int _next;

    public static CallArguments Of(params TemplateValue[] positional) => new(positional);

    /// <summary>The next argument, or null when it was not given.</summary>
    public TemplateValue? Take(string name)
    {
        bool byName = _named.TryGetValue(name, out var value);
        if (byName)
        {
            _takenNames.Add(name);
        }
        if (_next >= positional.Count)
        {
            return value;
        }
        return byName
            ? throw TemplateFault.Runtime($"the argument '{name}' is given twice")
            : positional[_next++];
    }

    /// <summary>An argument that can only be given by name, or null.</summary>
    public TemplateValue? TakeNamed(string name) => _named.TryGetValue(name, out var value) && _takenNames.Add(name) ? value : null;

    public TemplateValue Require(string name) => Take(name) ?? throw TemplateFault.Runtime($"the argument '{name}' is missing");

    /// <summary>The arguments no parameter took, in order.</summary>
    public IReadOnlyList<TemplateValue> TakeRest()
    {
        TemplateValue[] rest = [.. positional.Skip(_next)];
        _next = positional.Count;
        return rest;
    }

    /// <summary>The named arguments no parameter took.</summary>
    public IReadOnlyList<KeyValuePair<string, TemplateValue>> TakeRestNamed()
    {
        KeyValuePair<string, TemplateValue>[] rest = [.. _named.Where(p => _takenNames.Add(p.Key))];
        return rest;
    }

    public string Text(string name) => AsText(name, Require(name));

    public string? OptionalText(string name) => Take(name) switch
    {
        null or NoneValue => null,
        var value => AsText(name, value),
    };

    public int Integer(string name) => Numbers.ToInt32(Require(name), $"the argument '{name}'");

    public int Integer(string name, int otherwise) => OptionalInteger(name) ?? otherwise;

    public int? OptionalInteger(string name) => Take(name) switch
    {
        null or NoneValue => null,
        var value => Numbers.ToInt32(value, $"the argument '{name}'"),
    };

    public double Number(string name, double otherwise)
    {
        var value = Take(name);
        return value is null ? otherwise : Numbers.IsNumber(value)
            ? Numbers.ToDouble(value)
            : throw TemplateFault.Runtime($"the argument '{name}' must be a number, not '{value.TypeName}'");
    }

    public bool Flag(string name, bool otherwise) => Take(name)?.IsTruthy ?? otherwise;

    public void RequireAllTaken(string function)
    {
        if (_next < positional.Count)
        {
            throw TemplateFault.Runtime($"{function} takes {_next} argument{(_next == 1 ? "" : "s")} here, {positional.Count} were given");
        }
        foreach (string name in _named.Keys)
        {
            if (!_takenNames.Contains(name))
            {
                throw TemplateFault.Runtime($"{function} has no argument '{name}'");
            }
        }
    }

    private static string AsText(string name, TemplateValue value)
    {
        PythonEquality.Use(value);
        return value is StringValue text
            ? text.Value
            : throw TemplateFault.Runtime($"the argument '{name}' must be a string, not '{value.TypeName}'");
    }
}
