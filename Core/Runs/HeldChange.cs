namespace Orrery.Core.Runs;

/// <summary>Whether an offered instance is held back in its queue, by a pool or by a cap over all runs. Soft: it is found out anew after a restart.</summary>
/// <param name="Instance">Ordinal of the task instance.</param>
/// <param name="IsHeld">Whether it is, from now on.</param>
public readonly record struct HeldChange(int Instance, bool IsHeld);
