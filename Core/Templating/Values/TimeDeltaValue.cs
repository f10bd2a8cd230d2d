using System.Collections.Frozen;
using System.Globalization;
using System.Numerics;
using Orrery.Core.Templating.Rendering;

namespace Orrery.Core.Templating.Values;

/// <summary>Python's <c>timedelta</c>, to the microsecond.</summary>
internal sealed class TimeDeltaValue(TimeSpan value) : TemplateValue
{
    private static readonly FrozenDictionary<string, Func<TimeSpan, TemplateValue>> Attributes =
        new Dictionary<string, Func<TimeSpan, TemplateValue>>(StringComparer.Ordinal)
        {
            ["days"] = t => IntValue.Of(Days(t)),
            ["seconds"] = t => IntValue.Of((int)(Rest(t).Ticks / TimeSpan.TicksPerSecond)),
            ["microseconds"] = t => IntValue.Of((int)(Rest(t).Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond)),
            ["total_seconds"] = t => new FunctionValue("total_seconds", (_, _) => new FloatValue(t.TotalSeconds)),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    public TimeSpan Value { get; } = new(value.Ticks - (value.Ticks % TimeSpan.TicksPerMicrosecond));

    public override bool IsTruthy => Value != TimeSpan.Zero;

    internal override string TypeName => "timedelta";

    internal override IEnumerable<string> KnownNames => Attributes.Keys;

    /// <summary>A duration from a number of microseconds, rounded half to even as Python does.</summary>
    public static TimeDeltaValue FromMicroseconds(double microseconds) =>
        new(TimeSpan.FromTicks(checked((long)new BigInteger(Math.Round(microseconds, MidpointRounding.ToEven)) * TimeSpan.TicksPerMicrosecond)));

    internal override TemplateValue? GetAttribute(RenderSession session, string name) =>
        Attributes.TryGetValue(name, out var make) ? make(Value) : null;

    internal override void AppendStr(BoundedText text, int depth)
    {
        int days = Days(Value);
        if (days != 0)
        {
            text.Append($"{days} day{(Math.Abs(days) == 1 ? "" : "s")}, ");
        }
        var rest = Rest(Value);
        text.Append($"{rest.Hours}:{rest.Minutes:00}:{rest.Seconds:00}");
        long microseconds = rest.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond;
        if (microseconds != 0)
        {
            text.Append(".").Append(microseconds.ToString("000000", CultureInfo.InvariantCulture));
        }
    }

    internal override void AppendRepr(BoundedText text, int depth)
    {
        var rest = Rest(Value);
        long seconds = rest.Ticks / TimeSpan.TicksPerSecond;
        long microseconds = rest.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond;
        (string Name, long Value)[] parts = [("days", Days(Value)), ("seconds", seconds), ("microseconds", microseconds)];
        string arguments = string.Join(", ", parts.Where(p => p.Value != 0).Select(p => $"{p.Name}={p.Value}"));
        text.Append($"datetime.timedelta({(arguments.Length == 0 ? "0" : arguments)})");
    }

    // Python keeps seconds and microseconds positive: minus one second is -1 day and 86 399 seconds.
    private static int Days(TimeSpan t) => (int)Math.Floor((double)t.Ticks / TimeSpan.TicksPerDay);

    private static TimeSpan Rest(TimeSpan t) => t - TimeSpan.FromTicks(Days(t) * TimeSpan.TicksPerDay);
}
