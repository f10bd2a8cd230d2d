using BenchmarkDotNet.Attributes;
using Orrery.Core.Dags;
using Orrery.Core.Runs;

namespace Orrery.Bench;

/// <summary>Compiling a DAG into a plan.</summary>
public class CompileBenchmarks
{
    private DagDefinition _dag = null!;

    /// <summary>How many tasks, each below the two before it.</summary>
    [Params(10, 1_000, 10_000)]
    public int Tasks { get; set; }

    /// <summary>Makes the DAG.</summary>
    [GlobalSetup]
    public void Prepare() => _dag = new DagDefinition
    {
        DagId = "bench",
        Tasks =
        [
            .. Enumerable.Range(0, Tasks).Select(t => DecisionBenchmarks.Task(t, [.. Enumerable.Range(Math.Max(0, t - 2), Math.Min(t, 2)).Select(DecisionBenchmarks.Name)])),
        ],
    };

    /// <summary>Compiles it.</summary>
    [Benchmark]
    public RunPlan Compile() => RunPlan.Compile(_dag);
}
