namespace Orrery.Core.Dags;

/// <summary>The part a task plays. The numbers are stored and sent: never renumber, only append.</summary>
public enum TaskKind : byte
{
    /// <summary>An ordinary task.</summary>
    Work = 0,

    /// <summary>Prepares something for the tasks downstream of it.</summary>
    Setup = 1,

    /// <summary>Cleans up after its setups once the tasks between are finished; its failure does not fail the run by default.</summary>
    Teardown = 2,

    /// <summary>Is called when other tasks or the run have ended, or a deadline is missed (<see cref="TaskCallback"/>); how it ends decides nothing.</summary>
    Callback = 3,
}
