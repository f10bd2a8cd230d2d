using Orrery.Core.Dags;
using static Orrery.Core.Validation.DagProblemCodes;

namespace Orrery.Core.Validation;

/// <summary>The container of a task.</summary>
internal static class DockerChecks
{
    private const string Field = "docker_runtime";
    private const long LeastMemory = 6L << 20;
    private const double LeastCpus = 0.01;

    public static void Check(DockerRuntime? docker, int index, DagProblems problems)
    {
        if (docker is null)
        {
            return;
        }

        if (docker.Memory < LeastMemory)
        {
            problems.Add(InvalidValue, $"{Field}.memory is {docker.Memory} bytes", "give at least 6 MiB: no container starts with less", index, Field);
        }

        if (docker.Cpus is { } cpus && !(cpus >= LeastCpus))
        {
            problems.Add(InvalidValue, $"{Field}.cpus is {cpus}", $"give at least {LeastCpus}", index, Field);
        }

        if (docker.Pids < 1)
        {
            problems.Add(InvalidValue, $"{Field}.pids is {docker.Pids}", "give 1 or more", index, Field);
        }

        foreach (var volume in docker.Volumes.Where(v => !IsVolume(v)))
        {
            problems.Add(InvalidValue, $"{Field}.volumes has {Shown.Quote(volume)}", "write source:/target, or source:/target:rw to let the task write there", index, Field);
        }
    }

    private static bool IsVolume(string text) => text.Split(':') switch
    {
        [var source, ['/', ..], ..] parts => source.Length > 0 && (source[0] == '/' || !source.Contains('/')) && parts is ([_, _] or [_, _, "ro" or "rw"]),
        _ => false,
    };
}
