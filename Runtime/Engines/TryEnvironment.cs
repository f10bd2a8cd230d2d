using System.Globalization;
using Orrery.Grains.Interfaces.Runs;

namespace Orrery.Runtime.Engines;

/// <summary>The environment of a try, whatever engine runs it.</summary>
internal static class TryEnvironment
{
    /// <summary>The variable whose value is the lease: by it whatever a try started is found again, wherever it went.</summary>
    public const string Marker = "ORRERY_LEASE_ID";

    /// <summary>Adds what the task itself says.</summary>
    /// <exception cref="LaunchException">A name or value cannot be one.</exception>
    public static void AddOwn(Dictionary<string, string> environment, LaunchSpec spec)
    {
        if (spec.TraceParent is { } trace)
        {
            // Before the task's own, which may say otherwise.
            environment["TRACEPARENT"] = trace;
        }

        foreach (var (name, value) in spec.Environment)
        {
            environment[name] = IsName(name) && !value.Contains('\0')
                ? value
                : throw new LaunchException(
                    $"The environment variable '{name.Replace('\0', '·')}' cannot be set: names are of letters, digits and '_' and do not begin with a digit, "
                    + "and values hold no NUL character. Correct it in the task's 'env'.");
        }
    }

    /// <summary>Adds who the try is and where its files are; nothing the task says stands against it.</summary>
    public static void AddFacts(Dictionary<string, string> environment, LaunchSpec spec, TryFiles files)
    {
        environment[Marker] = spec.LeaseId.ToString("D");
        environment["ORRERY_XCOM"] = files.XCom;
        environment["ORRERY_XCOM_KEYS"] = files.XComKeys;
        environment["ORRERY_OUTLETS"] = files.Outlets;
        environment["ORRERY_DEFER"] = files.Defer;
        if (spec.EventJson is not null)
        {
            environment["ORRERY_EVENT"] = files.Event;
        }

        if (spec.Code is not null)
        {
            environment["ORRERY_CALL"] = files.Call;
        }

        if (files.TaskApi is not null)
        {
            environment["ORRERY_TASK_API"] = files.TaskApi;
        }

        var task = spec.Task;
        environment["ORRERY_DAG_ID"] = task.DagId;
        environment["ORRERY_RUN_ID"] = task.RunId;
        environment["ORRERY_TASK_ID"] = task.TaskId;
        environment["ORRERY_MAP_INDEX"] = task.MapIndex.ToString(CultureInfo.InvariantCulture);
        environment["ORRERY_TRY_NUMBER"] = task.TryNumber.ToString(CultureInfo.InvariantCulture);
        environment["ORRERY_RUN_DIR"] = files.Run;
        environment["ORRERY_TASK_DIR"] = files.Scratch;
    }

    private static bool IsName(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}

/// <summary>A try cannot be started, through no fault of the server. The message names the thing and the remedy.</summary>
internal sealed class LaunchException(string message) : Exception(message);
