namespace Orrery.Core.Mapping;

/// <summary>How far a mapped task may be expanded.</summary>
public static class ExpandLimits
{
    /// <summary>Default of the longest list or mapping a task may push for another one to be expanded over: 1024.</summary>
    public const int DefaultMaxMapLength = 1024;

    /// <summary>Most instances one task may get, whatever it is expanded over.</summary>
    public const int MaxInstances = 100_000;
}
