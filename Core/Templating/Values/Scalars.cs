using System.Globalization;
using System.Numerics;
using Orrery.Core.Json;
using Orrery.Core.Templating.Library;
using Orrery.Core.Templating.Rendering;

namespace Orrery.Core.Templating.Values;

internal sealed class NoneValue : TemplateValue
{
    public static readonly NoneValue Instance = new();

    public override bool IsTruthy => false;

    internal override string TypeName => "NoneType";

    internal override void AppendRepr(BoundedText text, int depth) => text.Append("None");
}

internal sealed class BoolValue(bool value) : TemplateValue
{
    public static readonly BoolValue True = new(true);
    public static readonly BoolValue False = new(false);

    public bool Value { get; } = value;

    public override bool IsTruthy => Value;

    internal override string TypeName => "bool";

    public static BoolValue Of(bool value) => value ? True : False;

    internal override void AppendRepr(BoundedText text, int depth) => text.Append(Value ? "True" : "False");
}

/// <summary>An integer of any size up to <see cref="MaxBits"/>.</summary>
internal sealed class IntValue : TemplateValue
{
    /// <summary>Beyond it arithmetic would become slow; about 1 200 digits.</summary>
    public const int MaxBits = 4_096;

    private IntValue(BigInteger value) => Value = value;

    public BigInteger Value { get; }

    public override bool IsTruthy => !Value.IsZero;

    internal override string TypeName => "int";

    public static IntValue Of(BigInteger value) => value.GetBitLength() <= MaxBits
        ? new IntValue(value)
        : throw TemplateFault.Runtime($"the integer needs more than {MaxBits} bits");

    internal override void AppendRepr(BoundedText text, int depth) => text.Append(Value.ToString(CultureInfo.InvariantCulture));
}

internal sealed class FloatValue(double value) : TemplateValue
{
    public double Value { get; } = value;

    public override bool IsTruthy => Value != 0;

    internal override string TypeName => "float";

    internal override void AppendRepr(BoundedText text, int depth) => text.Append(Repr(Value));

    internal override TemplateValue? GetAttribute(RenderSession session, string name) => name == "is_integer"
        ? new FunctionValue(name, (_, _) => BoolValue.Of(double.IsInteger(Value)))
        : null;

    public static string Repr(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        }
        var digits = ShortestDecimal.Of(value);
        return digits.Point is > -4 and <= 16 ? digits.ToFixed(integerSuffix: ".0") : digits.ToExponential(exponentDigits: 2);
    }
}

internal sealed class StringValue(string value) : TemplateValue
{
    public static readonly StringValue Empty = new("");

    public string Value { get; } = value;

    public override bool IsTruthy => Value.Length > 0;

    internal override string TypeName => "str";

    internal override int? Length => CodePoints.Count(Value);

    internal override void AppendStr(BoundedText text, int depth) => text.Append(Value);

    internal override void AppendRepr(BoundedText text, int depth) => PythonText.AppendQuoted(text, Value);

    internal override TemplateValue? GetAttribute(RenderSession session, string name) => StringMethods.Bind(this, name);

    internal override TemplateValue? GetItem(RenderSession session, TemplateValue key)
    {
        if (!Numbers.TryIndex(key, Length!.Value, out int index))
        {
            return null;
        }
        return new StringValue(CodePoints.Slice(Value, index, 1));
    }

    internal override IReadOnlyList<TemplateValue> Iterate() => [.. CodePoints.Split(Value).Select(c => new StringValue(c))];
}
