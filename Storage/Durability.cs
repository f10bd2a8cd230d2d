namespace Orrery.Storage;

/// <summary>Whether commits wait for the disk.</summary>
public enum Durability
{
    /// <summary>A commit returns when it is on the disk: it outlives a crash of the process, of the machine, and a loss of power.</summary>
    Full,

    /// <summary>
    /// A commit returns when the operating system has it. It outlives the process, not the machine, and a loss of power may ruin the file:
    /// only for stores that are thrown away afterwards.
    /// </summary>
    Off,
}
