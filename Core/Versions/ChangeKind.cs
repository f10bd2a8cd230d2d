namespace Orrery.Core.Versions;

/// <summary>What became of a part of a DAG from one version to another.</summary>
public enum ChangeKind
{
    /// <summary>Only the later one has it.</summary>
    Added = 0,

    /// <summary>Only the earlier one has it.</summary>
    Removed = 1,

    /// <summary>Both have it, and it is not the same.</summary>
    Changed = 2,
}
