using System.Collections.Immutable;
using Orrery.Core.Dags;
using Orrery.Core.Runs;
using Orrery.Core.Waits;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Grains.Runs;

namespace Orrery.Grains.Waits;

/// <summary>From a sensor to what a host's trigger loop needs to know.</summary>
internal static class SensorSpecs
{
    /// <summary>Name of the engine that looks.</summary>
    public const string Engine = "sensor";

    /// <summary>Adds a sensor to a launch specification.</summary>
    /// <param name="spec">What is launched.</param>
    /// <param name="sensor">The sensor.</param>
    /// <param name="wait">What the try waits for.</param>
    /// <param name="text">Renders a template of a named field.</param>
    public static LaunchSpec Add(LaunchSpec spec, TaskAction.Sensor sensor, TaskWait wait, Func<string, string, string> text)
    {
        var condition = Render(sensor.Condition, text);
        var policy = sensor.Policy;
        var probe = new SensorSpec
        {
            PokeInterval = policy.PokeInterval,
            Timeout = policy.Timeout,
            ExponentialBackoff = policy.ExponentialBackoff,
            MaxWait = policy.MaxWait,
            SoftFail = policy.SoftFail,
            NeverFail = policy.NeverFail,
            SilentFail = policy.SilentFail,

            // What a process deferred itself to is deferred until it is there, whatever its mode.
            Once = policy.Mode == SensorMode.Reschedule && wait.Deferral is null,
            Since = wait.Since,
            For = WaitText.Of(condition),
        };
        spec = spec with { Engine = Engine, Sensor = probe };
        return condition switch
        {
            SensorCondition.File file => spec with { Sensor = probe with { File = file.Path } },
            SensorCondition.Http http => spec with { Sensor = probe with { Http = ToProbe(http) } },
            SensorCondition.Sql sql => spec with { Sensor = probe with { Sql = new SqlProbe { Kind = sql.Kind, Connection = sql.Connection, Query = sql.Query } } },
            SensorCondition.Bash bash => spec with { Script = bash.Script, Sensor = probe with { RetryExitCode = bash.RetryExitCode } },
            SensorCondition.Command command => spec with { Argv = [.. command.Argv], Sensor = probe with { RetryExitCode = command.RetryExitCode } },
            SensorCondition.Code => spec with { Sensor = probe with { RetryExitCode = CodeCalls.NotYetExitCode } },
            _ => throw new System.Diagnostics.UnreachableException($"The condition {condition.Name} is not for a host to look at."),
        };
    }

    private static SensorCondition Render(SensorCondition condition, Func<string, string, string> text)
    {
        var field = $"sensor.{condition.Name}";
        return condition switch
        {
            SensorCondition.File file => new SensorCondition.File(text(file.Path, field)),
            SensorCondition.Http http => http with
            {
                Url = text(http.Url, $"{field}.url"),
                Body = http.Body is null ? null : text(http.Body, $"{field}.body"),
                Contains = http.Contains is null ? null : text(http.Contains, $"{field}.contains"),
                Headers = http.Headers.ToDictionary(h => h.Key, h => text(h.Value, $"{field}.headers.{h.Key}"), StringComparer.Ordinal),
            },
            SensorCondition.Sql sql => sql with { Connection = text(sql.Connection, field), Query = text(sql.Query, $"{field}.query") },
            SensorCondition.Bash bash => bash with { Script = text(bash.Script, field) },
            SensorCondition.Command command => command with { Argv = [.. command.Argv.Select((a, i) => text(a, $"{field}[{i}]"))] },
            _ => condition,
        };
    }

    private static HttpProbe ToProbe(SensorCondition.Http http) => new()
    {
        Url = http.Url,
        Method = http.Method,
        Headers = http.Headers,
        Body = http.Body,
        Status = http.Status.ToImmutableArray(),
        Contains = http.Contains,
    };
}
