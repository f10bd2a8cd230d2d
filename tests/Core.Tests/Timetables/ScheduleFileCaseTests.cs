using System.Globalization;
using System.Text;
using System.Text.Json;
using Orrery.Core.DagFiles;
using Orrery.Core.Dags;
using Orrery.Core.Tests.Cases;
using Orrery.Core.Timetables;

namespace Orrery.Core.Tests.Timetables;

/// <summary>Whatever the cases ask of a timetable can be written in a DAG file, and means the same there and in its canonical document.</summary>
public sealed class ScheduleFileCaseTests
{
    public static TheoryData<string> Topics => ["timetables", "manual_interval"];

    [Theory]
    [MemberData(nameof(Topics))]
    public void Parse_WhenACaseIsWrittenAsADagFile_GivesItsTimetable(string topic)
    {
        // A DAG file whose end lies before its start is refused.
        foreach (var @case in CaseFile.Load(topic).Where(c => !(TimetableCases.Moment(c, "start") > TimetableCases.Moment(c, "end"))))
        {
            var yaml = Yaml(@case);
            var parsed = DagFileParser.Parse(yaml, "f.yaml");
            parsed.Errors.ShouldBeEmpty($"{@case.Name}\n{yaml}");

            var stored = DagDocument.FromJson(DagDocument.ToJson(parsed.Dags.ShouldHaveSingleItem().Definition));

            Show(TimetableFactory.Of(stored), @case).ShouldBe(Show(TimetableCases.Timetable(@case), @case), $"{@case.Name}\n{yaml}");
            stored.StartDate.ShouldBe(TimetableCases.Moment(@case, "start"), @case.Name);
            stored.EndDate.ShouldBe(TimetableCases.Moment(@case, "end"), @case.Name);
            stored.Catchup.ShouldBe(@case.Find("catchup")?.GetBoolean() ?? false, @case.Name);
        }
    }

    private static string Show(Timetable timetable, Case @case)
    {
        var manual = timetable.ManualInterval(TimetableCases.Moment(@case, "run_after") ?? TimetableCases.Moment(@case, "now")!.Value);
        var next = TimetableCases.Moment(@case, "now") is { } now
            ? timetable.Next(new TimetableContext
            {
                Last = @case.Find("last") is { } last
                    ? new DataInterval(last.GetProperty("start").GetDateTimeOffset(), last.GetProperty("end").GetDateTimeOffset())
                    : null,
                Earliest = TimetableCases.Moment(@case, "start"),
                Latest = TimetableCases.Moment(@case, "end"),
                Catchup = @case.Body.GetProperty("catchup").GetBoolean(),
                Now = now,
            })
            : null;
        return $"{timetable.GetType().Name}: {TimetableCases.Show(manual)} {next}";
    }

    private static string Yaml(Case @case)
    {
        var kind = @case.Body.GetProperty("kind").GetString();
        var text = new StringBuilder("dag_id: d\ntasks: [{task_id: a, empty: true}]\n");
        text.Append(CultureInfo.InvariantCulture, $"timezone: {@case.Find("zone")?.GetString() ?? "UTC"}\nschedule: {Schedule(@case, kind)}\n");
        text.Append(kind == "continuous" ? "max_active_runs: 1\n" : "");
        foreach (var (field, member) in new[] { ("start_date", "start"), ("end_date", "end"), ("catchup", "catchup") })
        {
            text.Append(@case.Find(member) is { } value ? $"{field}: {value.GetRawText().Trim('"')}\n" : "");
        }

        return text.ToString();
    }

    private static string Schedule(Case @case, string? kind)
    {
        var options = @case.Find("options");
        var expressions = @case.Find("expressions")?.GetRawText();
        var interval = options?.Find("interval") is { } length ? $", interval: {length}" : "";
        var immediately = options?.Find("run_immediately") is { } first ? $", run_immediately: {first.GetRawText()}" : "";
        var restrict = options?.Find("restrict_to_events") is { } only ? $", restrict_to_events: {only.GetRawText()}" : "";
        return kind switch
        {
            "null" => "none",
            "once" or "continuous" => $"'@{kind}'",
            "cron_trigger" or "multiple_cron_trigger" => $"{{cron: {expressions}{interval}{immediately}}}",
            "cron_interval" => $"{{cron_interval: {@case.Body.GetProperty("expressions")[0].GetRawText()}}}",
            "delta_trigger" => $"{{every: {Delta(@case)}{interval}}}",
            "delta_interval" => $"{{every: {Delta(@case)}, covers_interval: true}}",
            "events" => $"{{events: {@case.Body.GetProperty("events").GetRawText()}{restrict}}}",
            _ => throw new InvalidDataException($"Unknown timetable kind \"{kind}\"."),
        };
    }

    private static string Delta(Case @case) => @case.Body.GetProperty("delta") is { ValueKind: JsonValueKind.Object } units
        ? string.Join(' ', units.EnumerateObject().Where(u => u.Value.GetDouble() != 0).Select(u => $"{u.Value} {u.Name}"))
        : @case.Body.GetProperty("delta").GetRawText();
}
