using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Cli.Running;

/// <summary>Shows the progress of a run.</summary>
internal interface IRunView
{
    /// <summary>Tasks have changed.</summary>
    void Changed(RunTracker run, IReadOnlyList<TaskInstanceInfo> changed);

    /// <summary>Time has passed; called at most ten times a second.</summary>
    void Tick(RunTracker run);

    /// <summary>The watching has ended.</summary>
    void End(RunTracker run);
}
