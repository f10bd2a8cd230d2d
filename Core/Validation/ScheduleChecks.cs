using Orrery.Core.Cron;
using Orrery.Core.Dags;
using static Orrery.Core.Validation.DagProblemCodes;

namespace Orrery.Core.Validation;

/// <summary>The DAG's schedule.</summary>
internal static class ScheduleChecks
{
    private const string Presets = "@hourly, @daily, @weekly, @monthly, @quarterly, @yearly, @once, @continuous";

    public static void Check(DagDefinition dag, DagProblems problems) => Check(dag, dag.Schedule, problems);

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
