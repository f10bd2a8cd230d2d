using System.Numerics;
using Orrery.Core.Templating.Library;
using Orrery.Core.Templating.Rendering;

namespace Orrery.Core.Templating.Values;

/// <summary>Python's arithmetic on template values.</summary>
internal static class Operators
{
    public static TemplateValue Apply(RenderSession session, string symbol, TemplateValue a, TemplateValue b)
    {
        PythonEquality.Use(a);
        PythonEquality.Use(b);
        return symbol switch
        {
            "+" => Add(session, a, b),
            "-" => Subtract(a, b),
            "*" => Multiply(session, a, b),
            "/" => Divide(a, b),
            "//" => FloorDivide(a, b),
            "%" => a is StringValue format ? PercentFormat.Apply(session, format.Value, b) : Modulo(a, b),
            "**" => Power(a, b),
            _ => throw Unsupported(symbol, a, b),
        };
    }

    public static TemplateValue Negate(TemplateValue value)
    {
        PythonEquality.Use(value);
        return value switch
        {
            FloatValue number => new FloatValue(-number.Value),
            TimeDeltaValue delta => new TimeDeltaValue(-delta.Value),
            _ when Numbers.IsInteger(value) => IntValue.Of(-Numbers.ToInteger(value)),
            _ => throw TemplateFault.Runtime($"unary '-' needs a number, not '{value.TypeName}'"),
        };
    }

    public static TemplateValue Absolute(TemplateValue value)
    {
        PythonEquality.Use(value);
        return value switch
        {
            FloatValue number => new FloatValue(Math.Abs(number.Value)),
            TimeDeltaValue delta => new TimeDeltaValue(delta.Value.Duration()),
            _ when Numbers.IsInteger(value) => IntValue.Of(BigInteger.Abs(Numbers.ToInteger(value))),
            _ => throw TemplateFault.Runtime($"abs needs a number, not '{value.TypeName}'"),
        };
    }

    private static TemplateValue Add(RenderSession session, TemplateValue a, TemplateValue b) => (a, b) switch
    {
        (StringValue x, StringValue y) => session.Text(x.Value, y.Value),
        (ListValue x, ListValue y) => new ListValue([.. session.Charged(x.Items), .. session.Charged(y.Items)]),
        (TupleValue x, TupleValue y) => new TupleValue([.. session.Charged(x.Items), .. session.Charged(y.Items)]),
        (DateTimeValue x, TimeDeltaValue y) => x.Plus(y.Value),
        (TimeDeltaValue x, DateTimeValue y) => y.Plus(x.Value),
        (DateValue x, TimeDeltaValue y) => AddDays(x, y.Value),
        (TimeDeltaValue x, DateValue y) => AddDays(y, x.Value),
        (TimeDeltaValue x, TimeDeltaValue y) => new TimeDeltaValue(x.Value + y.Value),
        _ => Arithmetic("+", a, b, static (x, y) => x + y, static (x, y) => x + y),
    };

    private static TemplateValue Subtract(TemplateValue a, TemplateValue b) => (a, b) switch
    {
        (DateTimeValue x, TimeDeltaValue y) => x.Plus(-y.Value),
        (DateTimeValue x, DateTimeValue y) when x.IsNaive == y.IsNaive => new TimeDeltaValue(x.Moment - y.Moment),
        (DateValue x, TimeDeltaValue y) => AddDays(x, -y.Value),
        (DateValue x, DateValue y) => new TimeDeltaValue(TimeSpan.FromDays(x.Value.DayNumber - y.Value.DayNumber)),
        (TimeDeltaValue x, TimeDeltaValue y) => new TimeDeltaValue(x.Value - y.Value),
        _ => Arithmetic("-", a, b, static (x, y) => x - y, static (x, y) => x - y),
    };

    private static TemplateValue Multiply(RenderSession session, TemplateValue a, TemplateValue b) => (a, b) switch
    {
        (StringValue text, _) when Numbers.IsInteger(b) => session.Repeat(text.Value, Numbers.ToInteger(b)),
        (_, StringValue text) when Numbers.IsInteger(a) => session.Repeat(text.Value, Numbers.ToInteger(a)),
        (ListValue list, _) when Numbers.IsInteger(b) => new ListValue(session.Repeat(list.Items, Numbers.ToInteger(b))),
        (_, ListValue list) when Numbers.IsInteger(a) => new ListValue(session.Repeat(list.Items, Numbers.ToInteger(a))),
        (TupleValue tuple, _) when Numbers.IsInteger(b) => new TupleValue(session.Repeat(tuple.Items, Numbers.ToInteger(b))),
        (_, TupleValue tuple) when Numbers.IsInteger(a) => new TupleValue(session.Repeat(tuple.Items, Numbers.ToInteger(a))),
        (TimeDeltaValue delta, _) when Numbers.IsNumber(b) => Scale(delta, Numbers.ToDouble(b)),
        (_, TimeDeltaValue delta) when Numbers.IsNumber(a) => Scale(delta, Numbers.ToDouble(a)),
        _ => Arithmetic("*", a, b, static (x, y) => x * y, static (x, y) => x * y),
    };

    private static TemplateValue Divide(TemplateValue a, TemplateValue b)
    {
        if (a is TimeDeltaValue x)
        {
            return b is TimeDeltaValue y
                ? new FloatValue(x.Value.Ticks / NotZero((double)y.Value.Ticks))
                : Scale(x, 1 / NotZero(Numbers.ToDouble(b)));
        }
        return Numbers.IsNumber(a) && Numbers.IsNumber(b)
            ? new FloatValue(Numbers.ToDouble(a) / NotZero(Numbers.ToDouble(b)))
            : throw Unsupported("/", a, b);
    }

    private static TemplateValue FloorDivide(TemplateValue a, TemplateValue b)
    {
        if (a is TimeDeltaValue x && b is TimeDeltaValue y)
        {
            NotZero((double)y.Value.Ticks);
            return IntValue.Of(FloorDivide(x.Value.Ticks, y.Value.Ticks));
        }
        if (a is TimeDeltaValue dividend && Numbers.IsInteger(b))
        {
            var divisor = Numbers.ToInteger(b);
            var microseconds = FloorDivide(dividend.Value.Ticks / TimeSpan.TicksPerMicrosecond, divisor.IsZero ? throw DivisionByZero() : divisor);
            return new TimeDeltaValue(TimeSpan.FromTicks((long)microseconds * TimeSpan.TicksPerMicrosecond));
        }
        return Arithmetic(
            "//", a, b,
            static (m, n) => FloorDivide(m, n.IsZero ? throw DivisionByZero() : n),
            static (m, n) => Math.Floor(m / NotZero(n)));
    }

    private static TemplateValue Modulo(TemplateValue a, TemplateValue b) => Arithmetic(
        "%", a, b,
        static (x, y) => x - (FloorDivide(x, y.IsZero ? throw DivisionByZero() : y) * y),
        static (x, y) =>
        {
            double rest = x % NotZero(y);
            return rest != 0 && rest < 0 != y < 0 ? rest + y : rest;
        });

    private static TemplateValue Power(TemplateValue a, TemplateValue b)
    {
        if (Numbers.IsInteger(a) && Numbers.IsInteger(b) && Numbers.ToInteger(b).Sign >= 0)
        {
            var value = Numbers.ToInteger(a);
            var exponent = Numbers.ToInteger(b);
            if (BigInteger.Abs(value) > 1 && exponent * (value.GetBitLength() - 1) > IntValue.MaxBits)
            {
                throw TemplateFault.Runtime($"the integer needs more than {IntValue.MaxBits} bits");
            }
            // 0, 1 and -1 may have any exponent; only whether it is even matters.
            int small = exponent > int.MaxValue ? (exponent.IsEven ? 2 : 1) : (int)exponent;
            return IntValue.Of(BigInteger.Pow(value, small));
        }
        if (!Numbers.IsNumber(a) || !Numbers.IsNumber(b))
        {
            throw Unsupported("**", a, b);
        }
        if (Numbers.ToDouble(a) == 0 && Numbers.ToDouble(b) < 0)
        {
            throw DivisionByZero();
        }
        double result = Math.Pow(Numbers.ToDouble(a), Numbers.ToDouble(b));
        return double.IsNaN(result) && !double.IsNaN(Numbers.ToDouble(a))
            ? throw TemplateFault.Runtime("the root of a negative number is not a real number")
            : new FloatValue(result);
    }

    private static TemplateValue Arithmetic(
        string symbol, TemplateValue a, TemplateValue b, Func<BigInteger, BigInteger, BigInteger> integers, Func<double, double, double> floats)
    {
        if (Numbers.IsInteger(a) && Numbers.IsInteger(b))
        {
            return IntValue.Of(integers(Numbers.ToInteger(a), Numbers.ToInteger(b)));
        }
        return Numbers.IsNumber(a) && Numbers.IsNumber(b)
            ? new FloatValue(floats(Numbers.ToDouble(a), Numbers.ToDouble(b)))
            : throw Unsupported(symbol, a, b);
    }

    private static BigInteger FloorDivide(BigInteger a, BigInteger b)
    {
        var quotient = BigInteger.DivRem(a, b, out var rest);
        return rest.IsZero || rest.Sign == b.Sign ? quotient : quotient - 1;
    }

    private static DateValue AddDays(DateValue date, TimeSpan delta)
    {
        long day = date.Value.DayNumber + (long)Math.Floor(delta.TotalDays);
        return day >= 0 && day <= DateOnly.MaxValue.DayNumber
            ? new DateValue(DateOnly.FromDayNumber((int)day))
            : throw TemplateFault.Runtime("the date is outside the years 1 to 9999");
    }

    private static TimeDeltaValue Scale(TimeDeltaValue delta, double factor) =>
        TimeDeltaValue.FromMicroseconds(delta.Value.TotalMicroseconds * factor);

    private static double NotZero(double divisor) => divisor == 0 ? throw DivisionByZero() : divisor;

    private static TemplateFault DivisionByZero() => TemplateFault.Runtime("division by zero");

    private static TemplateFault Unsupported(string symbol, TemplateValue a, TemplateValue b) => TemplateFault.Runtime(
        a is StringValue || b is StringValue
            ? $"'{symbol}' does not work between '{a.TypeName}' and '{b.TypeName}'; '~' joins values as text, '| int' makes a number"
            : $"'{symbol}' does not work between '{a.TypeName}' and '{b.TypeName}'");
}
