namespace Orrery.Core.Dags;

/// <summary>How the weight by which ready tasks are ordered is made from the weights of tasks. Names and meaning are Airflow's.</summary>
/// <remarks>The numbers are stored and sent: never renumber, only append.</remarks>
public enum WeightRule : byte
{
    /// <summary>The task's own weight and those of all tasks downstream, each once: long ways begin early. The default.</summary>
    Downstream = 0,

    /// <summary>The task's own weight and those of all tasks upstream, each once: runs that began are finished first.</summary>
    Upstream = 1,

    /// <summary>The task's own weight alone.</summary>
    Absolute = 2,
}
