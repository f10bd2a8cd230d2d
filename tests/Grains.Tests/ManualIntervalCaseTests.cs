using System.Globalization;
using System.Text.Json;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Tests.Support;

namespace Orrery.Grains.Tests;

/// <summary>The cases of manual_interval.json, asked of a DAG instead of a timetable.</summary>
public sealed class ManualIntervalCaseTests : GrainSuite
{
    [Fact]
    public async Task Trigger_WithEachCaseAsADag_GivesTheRunItsInterval()
    {
        var number = 0;
        using var document = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(CaseFolder(), "manual_interval.json")));
        foreach (var @case in document.RootElement.GetProperty("cases").EnumerateArray())
        {
            var dagId = $"case{number++}";
            var moment = @case.GetProperty("run_after").GetDateTimeOffset();
            await PublishAsync($"dag_id: {dagId}\nstart_date: 2100-01-01\nschedule: {Schedule(@case)}\ntimezone: {Text(@case, "zone") ?? "UTC"}\nmax_active_runs: 1\ntasks: [{{task_id: a, bash: a}}]");

            var result = await TriggerAsync(dagId, new TriggerRequest { LogicalDate = moment });

            var name = @case.GetProperty("name").GetString();
            result.Outcome.Problems.ShouldBeEmpty(name);
            var run = await Fixture.Store.GetDagRunAsync(dagId, result.RunId!);
            var expect = @case.GetProperty("expect");
            run!.IntervalStart.ShouldBe(expect.GetProperty("interval_start").GetDateTimeOffset(), name);
            run.IntervalEnd.ShouldBe(expect.GetProperty("interval_end").GetDateTimeOffset(), name);
            run.LogicalDate.ShouldBe(moment, name);
        }

        number.ShouldBeGreaterThan(20);
    }

    private static string Schedule(JsonElement @case)
    {
        var expressions = @case.TryGetProperty("expressions", out var list) ? list.GetRawText() : null;
        var options = @case.TryGetProperty("options", out var given) && given.ValueKind == JsonValueKind.Object ? given : default;
        var interval = Option(options, "interval") is { } length ? $", interval: {length}" : "";
        return @case.GetProperty("kind").GetString() switch
        {
            "null" => "none",
            "once" => "'@once'",
            "continuous" => "'@continuous'",
            "cron_trigger" or "multiple_cron_trigger" => $"{{cron: {expressions}{interval}}}",
            "cron_interval" => $"{{cron_interval: {list[0].GetRawText()}}}",
            "delta_trigger" => $"{{every: {Delta(@case)}{interval}}}",
            "delta_interval" => $"{{every: {Delta(@case)}, covers_interval: true}}",
            "events" => $"{{events: {@case.GetProperty("events").GetRawText()}{(Option(options, "restrict_to_events") is { } only ? $", restrict_to_events: {only}" : "")}}}",
            var kind => throw new InvalidDataException($"Unknown timetable kind \"{kind}\"."),
        };
    }

    private static string? Option(JsonElement options, string name) =>
        options.ValueKind == JsonValueKind.Object && options.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.GetRawText() : null;

    private static string Delta(JsonElement @case) => @case.GetProperty("delta") is { ValueKind: JsonValueKind.Object } units
        ? string.Join(' ', units.EnumerateObject().Where(u => u.Value.GetDouble() != 0).Select(u => string.Create(CultureInfo.InvariantCulture, $"{u.Value.GetDouble()} {u.Name}")))
        : @case.GetProperty("delta").GetRawText();

    private static string? Text(JsonElement @case, string name) =>
        @case.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string CaseFolder()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Cluster.sln")))
        {
            directory = directory.Parent ?? throw new DirectoryNotFoundException("No folder above the tests holds Cluster.sln.");
        }

        return Path.Combine(directory.FullName, "tests", "cases");
    }
}
