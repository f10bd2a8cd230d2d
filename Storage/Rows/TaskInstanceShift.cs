namespace Orrery.Storage.Rows;

/// <summary>
/// Gives task instances of a run other places, with everything that hangs on them: tries, XComs, notes, approvals. Several go together, followed by
/// one <see cref="TaskInstanceShiftEnd"/>: until then the places they leave and take are not told apart, and nothing else is written there.
/// </summary>
/// <param name="RunPk">Number of the run.</param>
/// <param name="First">The first of their ordinals.</param>
/// <param name="Last">The last of them.</param>
/// <param name="By">What is added to them.</param>
public sealed record TaskInstanceShift(long RunPk, int First, int Last, int By) : StoreRow;

/// <summary>Puts the task instances that were shifted to their new places.</summary>
/// <param name="RunPk">Number of the run.</param>
public sealed record TaskInstanceShiftEnd(long RunPk) : StoreRow;
