using Orrery.Core.Cron;
using Orrery.Core.Dags;
using Orrery.Core.Identity;
using static Orrery.Core.Validation.DagProblemCodes;

namespace Orrery.Core.Validation;

/// <summary>The DAG's schedule.</summary>
internal static class ScheduleChecks
{
    private const string Presets = "@hourly, @daily, @weekly, @monthly, @quarterly, @yearly, @once, @continuous";

    public static void Check(DagDefinition dag, DagProblems problems)
    {
        CheckRunTypes(dag, problems);
        Check(dag, dag.Schedule, problems);
    }

    private static void CheckRunTypes(DagDefinition dag, DagProblems problems)
    {
        if (dag.AllowedRunTypes is { Count: 0 })
        {
            problems.Add(InvalidValue, "allowed_run_types is empty, so there could be no run", "name at least one type, or leave it out", field: "allowed_run_types");
        }
        else if (dag.Schedule is not (ScheduleDefinition.None or ScheduleDefinition.Assets) && !dag.Allows(DagRunType.Scheduled))
        {
            problems.Add(Conflict, "the DAG has a schedule, but allowed_run_types leaves scheduled out", "add scheduled, or take the schedule away", field: "allowed_run_types");
        }
        else if (dag.ScheduleAssets is not null && !dag.Allows(DagRunType.AssetTriggered))
        {
            problems.Add(Conflict, "the DAG waits for assets, but allowed_run_types leaves asset_triggered out", "add asset_triggered, or take the assets out of the schedule", field: "allowed_run_types");
        }
    }

    private static void Check(DagDefinition dag, ScheduleDefinition schedule, DagProblems problems)
    {
        switch (schedule)
        {
            case ScheduleDefinition.AssetOrTime either:
                Check(dag, either.Timetable, problems);
                break;
            case ScheduleDefinition.Cron cron:
                foreach (var expression in cron.Expressions)
                {
                    CheckCron(expression, problems);
                }

                break;
            case ScheduleDefinition.CronInterval interval:
                CheckCron(interval.Expression, problems);
                break;
            case ScheduleDefinition.Delta { Every: var every } when every is { TotalMonths: 0, Time.TotalSeconds: < 1 }:
                problems.Add(InvalidValue, $"schedule repeats every {every.Time.TotalSeconds} seconds", "give at least 1 second", field: "schedule");
                break;
            case ScheduleDefinition.Delta { CoversInterval: true, Interval: var interval } when interval > TimeSpan.Zero:
                problems.Add(Conflict, "schedule has both covers_interval and interval", "keep one of them", field: "schedule");
                break;
            case ScheduleDefinition.Continuous when dag.MaxActiveRuns != 1:
                problems.Add(Conflict,
                    $"schedule @continuous needs max_active_runs 1, but it is {dag.MaxActiveRuns}", "write max_active_runs: 1",
                    field: "schedule");
                break;
        }
    }

    private static void CheckCron(string expression, DagProblems problems)
    {
        if (CronExpression.TryParse(expression, out _, out var wrong))
        {
            return;
        }

        // A text without a single field of cron is no attempt at one, and its five missing fields are no help.
        var isAttempt = expression.StartsWith('@') || expression.Split(' ').Length is 5 or 6;
        var (message, remedy) = isAttempt
            ? ($": {string.Join(' ', wrong.Select(p => p.Message)).TrimEnd('.')}", "")
            : (" is neither cron nor duration nor preset", $"write five fields as in '0 6 * * *', 'every 15 minutes', or one of {Presets}");
        problems.Add(InvalidCron, $"schedule {Shown.Quote(expression)}{message}", remedy, field: "schedule", item: expression);
    }
}
