using System.Globalization;
using Orrery.Core.Templating.Values;

namespace Orrery.Core.Templating.Library;

/// <summary>Airflow's date filters, which also make the names <c>ds</c>, <c>ts</c> and so on.</summary>
internal static class DateFilters
{
    public static StringValue Ds(DateTimeValue date) => Format(date, "yyyy-MM-dd");

    public static StringValue DsNodash(DateTimeValue date) => Format(date, "yyyyMMdd");

    public static StringValue Ts(DateTimeValue date) => new(date.IsoFormat('T'));

    public static StringValue TsNodash(DateTimeValue date) => Format(date, "yyyyMMdd'T'HHmmss");

    public static StringValue TsNodashWithTz(DateTimeValue date) => new(
        date.IsoFormat('T').Replace("-", "", StringComparison.Ordinal).Replace(":", "", StringComparison.Ordinal));

    /// <summary>A filter from one of the above: none stays none, a date counts as its midnight.</summary>
    public static FilterBody Filter(string name, Func<DateTimeValue, StringValue> format) => (_, value, _) => value switch
    {
        NoneValue => value,
        DateTimeValue date => format(date),
        DateValue date => format(date.AtMidnight),
        _ => throw TemplateFault.Runtime($"the filter '{name}' needs a date-time such as logical_date, not '{value.TypeName}'"),
    };

    private static StringValue Format(DateTimeValue date, string format) => new(date.Moment.ToString(format, CultureInfo.InvariantCulture));
}
