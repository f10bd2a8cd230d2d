using System.Numerics;
using Orrery.Core.Templating.Rendering;

namespace Orrery.Core.Templating.Values;

/// <summary>
/// Python's <c>==</c>, its ordering, and the hash that goes with it. The work is charged to the session, because lists that share
/// their parts can be far larger than the memory they take.
/// </summary>
internal static class PythonEquality
{
    /// <summary>Compares keys of dicts: <c>1</c>, <c>1.0</c> and <c>True</c> are one key; lists and dicts are none.</summary>
    public static readonly IEqualityComparer<TemplateValue> Keys = new KeyComparer();

    public static bool AreEqual(RenderSession? session, TemplateValue a, TemplateValue b, int depth = 0)
    {
        BoundedText.GuardDepth(depth);
        session?.Charge(1);
        Use(a);
        Use(b);
        if (Numbers.IsNumber(a) && Numbers.IsNumber(b))
        {
            return Numbers.AreEqual(a, b);
        }
        return (a, b) switch
        {
            (StringValue x, StringValue y) => x.Value.Length == y.Value.Length && Charged(session, x) == y.Value,
            (ListValue x, ListValue y) => SameItems(session, x.Items, y.Items, depth),
            (TupleValue x, TupleValue y) when x.TypeName == y.TypeName => SameItems(session, x.Items, y.Items, depth),
            (DictValue x, DictValue y) => x.Items.Count == y.Items.Count
                && x.Items.All(p => y.Items.TryGetValue(p.Key, out var other) && AreEqual(session, p.Value, other, depth + 1)),
            (DateTimeValue x, DateTimeValue y) => x.IsNaive == y.IsNaive && x.Moment == y.Moment,
            (DateValue x, DateValue y) => x.Value == y.Value,
            (TimeDeltaValue x, TimeDeltaValue y) => x.Value == y.Value,
            _ => ReferenceEquals(a, b),
        };
    }

    /// <summary>Orders two values, or says that Python would refuse to.</summary>
    /// <exception cref="TemplateFault">The two cannot be ordered.</exception>
    public static int Compare(RenderSession session, TemplateValue a, TemplateValue b, string symbol = "<", int depth = 0)
    {
        BoundedText.GuardDepth(depth);
        session.Charge(1);
        Use(a);
        Use(b);
        if (Numbers.IsNumber(a) && Numbers.IsNumber(b))
        {
            return Numbers.Compare(a, b);
        }
        return (a, b) switch
        {
            (StringValue x, StringValue y) => CodePoints.Compare(Charged(session, x), y.Value),
            (ListValue x, ListValue y) => CompareItems(session, x.Items, y.Items, symbol, depth),
            (TupleValue x, TupleValue y) => CompareItems(session, x.Items, y.Items, symbol, depth),
            (DateTimeValue x, DateTimeValue y) when x.IsNaive == y.IsNaive => x.Moment.CompareTo(y.Moment),
            (DateTimeValue, DateTimeValue) => throw TemplateFault.Runtime("a date-time without a zone cannot be compared with one that has a zone"),
            (DateValue x, DateValue y) => x.Value.CompareTo(y.Value),
            (TimeDeltaValue x, TimeDeltaValue y) => x.Value.CompareTo(y.Value),
            _ => throw TemplateFault.Runtime($"'{symbol}' is not supported between '{a.TypeName}' and '{b.TypeName}'"),
        };
    }

    /// <summary>Fails when the value is undefined: comparing is a use.</summary>
    public static void Use(TemplateValue value)
    {
        if (value is UndefinedValue { IsLenient: false } undefined)
        {
            throw undefined.Fault();
        }
    }

    private static bool SameItems(RenderSession? session, IReadOnlyList<TemplateValue> a, IReadOnlyList<TemplateValue> b, int depth)
    {
        if (a.Count != b.Count)
        {
            return false;
        }
        for (int i = 0; i < a.Count; i++)
        {
            if (!AreEqual(session, a[i], b[i], depth + 1))
            {
                return false;
            }
        }
        return true;
    }

    private static int CompareItems(
        RenderSession session, IReadOnlyList<TemplateValue> a, IReadOnlyList<TemplateValue> b, string symbol, int depth)
    {
        for (int i = 0; i < Math.Min(a.Count, b.Count); i++)
        {
            if (!AreEqual(session, a[i], b[i], depth + 1))
            {
                return Compare(session, a[i], b[i], symbol, depth + 1);
            }
        }
        return a.Count.CompareTo(b.Count);
    }

    private static string Charged(RenderSession? session, StringValue text)
    {
        session?.ChargeText(text.Value.Length);
        return text.Value;
    }

    // A dict does not know the session; who looks a key up has charged for it (RenderSession.ChargeKey).
    private sealed class KeyComparer : IEqualityComparer<TemplateValue>
    {
        public bool Equals(TemplateValue? x, TemplateValue? y) => x is not null && y is not null && AreEqual(session: null, x, y);

        public int GetHashCode(TemplateValue value) => value switch
        {
            StringValue text => text.Value.GetHashCode(StringComparison.Ordinal),
            BoolValue or IntValue => Numbers.ToInteger(value).GetHashCode(),
            FloatValue number => double.IsInteger(number.Value) ? new BigInteger(number.Value).GetHashCode() : number.Value.GetHashCode(),
            TupleValue tuple => tuple.Items.Aggregate(17, (hash, item) => HashCode.Combine(hash, GetHashCode(item))),
            DateTimeValue moment => moment.Moment.GetHashCode(),
            DateValue date => date.Value.GetHashCode(),
            TimeDeltaValue delta => delta.Value.GetHashCode(),
            NoneValue => 0,
            _ => RefuseKey(value),
        };

        private static int RefuseKey(TemplateValue value)
        {
            Use(value);
            throw TemplateFault.Runtime($"a '{value.TypeName}' cannot be a key of a dict or be looked up in one; use a string, a number or a tuple");
        }
    }
}
