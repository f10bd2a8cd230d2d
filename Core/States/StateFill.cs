namespace Orrery.Core.States;

/// <summary>How a state is drawn, so that colour is never the only sign of it.</summary>
public enum StateFill
{
    /// <summary>Acting, or finished by acting.</summary>
    Solid,

    /// <summary>Waiting.</summary>
    Hollow,

    /// <summary>Decided without running.</summary>
    Hatched,
}
