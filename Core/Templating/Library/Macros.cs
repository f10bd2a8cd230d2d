using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orrery.Core.Templating.Rendering;
using Orrery.Core.Templating.Values;

namespace Orrery.Core.Templating.Library;

/// <summary>
/// Airflow's <c>macros</c>, but for what would give another answer on every rendering (<c>random</c>, <c>uuid</c>, <c>time</c>,
/// <c>datetime.now</c>).
/// </summary>
internal static class Macros
{
    private const string IsoDate = "%Y-%m-%d";

    public static ObjectValue Instance { get; } = Make("macros", new(StringComparer.Ordinal)
    {
        ["ds_add"] = _ => new FunctionValue("ds_add", DsAdd),
        ["ds_format"] = _ => new FunctionValue("ds_format", DsFormat),
        ["timedelta"] = _ => new FunctionValue("timedelta", TimeDelta),
        ["datetime"] = _ => DateTimeType!,
        ["json"] = _ => Json!,
    });

    private static readonly ObjectValue DateTimeType = Make(
        "macros.datetime",
        new(StringComparer.Ordinal)
        {
            ["strptime"] = _ => new FunctionValue("strptime", (_, a) => Strptime.Parse(a.Text("date_string"), a.Text("format"))),
            ["fromisoformat"] = _ => new FunctionValue("fromisoformat", (_, a) => FromIso(a.Text("date_string"))),
            ["now"] = _ => throw NoClock("now"),
            ["utcnow"] = _ => throw NoClock("utcnow"),
            ["today"] = _ => throw NoClock("today"),
        },
        (_, arguments) => Calendar.Replace(Start, arguments));

    private static readonly ObjectValue Json = Make("macros.json", new(StringComparer.Ordinal)
    {
        ["dumps"] = _ => new FunctionValue("dumps", Dumps),
        ["loads"] = _ => new FunctionValue("loads", Loads),
    });

    private static DateTimeValue Start => new(new DateTimeOffset(1, 1, 1, 0, 0, 0, TimeSpan.Zero), isNaive: true);

    private static ObjectValue Make(
        string name,
        Dictionary<string, Func<RenderSession, TemplateValue>> attributes,
        Func<RenderSession, CallArguments, TemplateValue>? call = null) =>
        new(name, attributes.ToFrozenDictionary(StringComparer.Ordinal), call);

    private static TemplateFault NoClock(string name) => TemplateFault.Runtime(
        $"macros.datetime.{name} is not supported, because a retry would render something else; "
        + "use logical_date, data_interval_end or dag_run.run_after");

    private static StringValue DsAdd(RenderSession session, CallArguments arguments)
    {
        string ds = session.Str(arguments.Require("ds"));
        int days = arguments.Integer("days");
        return days == 0 ? new StringValue(ds) : DateFilters.Ds(Strptime.Parse(ds, IsoDate).Plus(TimeSpan.FromDays(days)));
    }

    private static StringValue DsFormat(RenderSession session, CallArguments arguments)
    {
        var date = Strptime.Parse(session.Str(arguments.Require("ds")), arguments.Text("input_format"));
        return new StringValue(Strftime.Format(date, arguments.Text("output_format"), session.MaxTextLength));
    }

    private static TimeDeltaValue TimeDelta(RenderSession session, CallArguments arguments)
    {
        double days = arguments.Number("days", 0);
        double seconds = arguments.Number("seconds", 0);
        double microseconds = arguments.Number("microseconds", 0) + (arguments.Number("milliseconds", 0) * 1e3);
        seconds += (arguments.Number("minutes", 0) * 60) + (arguments.Number("hours", 0) * 3600);
        days += arguments.Number("weeks", 0) * 7;
        return TimeDeltaValue.FromMicroseconds((((days * 86_400) + seconds) * 1e6) + microseconds);
    }

    private static DateTimeValue FromIso(string text)
    {
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
        {
            throw TemplateFault.Runtime($"'{text}' is not an ISO 8601 date-time");
        }
        int time = text.IndexOfAny(['T', ' ']);
        bool hasZone = time > 0 && text.AsSpan(time).ContainsAny("Z+-");
        return new DateTimeValue(moment, isNaive: !hasZone);
    }

    private static StringValue Dumps(RenderSession session, CallArguments arguments)
    {
        var output = session.NewText();
        var value = arguments.Require("obj");
        int? indent = arguments.TakeNamed("indent") is { } spaces and not NoneValue ? Numbers.ToInt32(spaces, "indent") : null;
        bool sortKeys = arguments.TakeNamed("sort_keys")?.IsTruthy ?? false;
        new JsonText(output, sortKeys, indent, htmlSafe: false).Append(value);
        return session.Text(output);
    }

    private static TemplateValue Loads(RenderSession session, CallArguments arguments)
    {
        string text = arguments.Text("s");
        // Few characters can make a value each.
        session.Charge(text.Length / 4);
        try
        {
            return TemplateValue.FromJson(JsonNode.Parse(text));
        }
        catch (JsonException e)
        {
            throw TemplateFault.Runtime($"the text is not JSON: {e.Message}");
        }
    }
}
