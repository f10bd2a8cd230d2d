namespace Orrery.Core.Runs;

/// <summary>
/// How one expansion stands. Not stored: which instances there are is; that they are right is found out again after a restart.
/// </summary>
/// <param name="IsCurrent">Whether the instances are those its inputs, as they are now, call for.</param>
/// <param name="IsAsked">Whether the instances are being worked out (<see cref="RunEffect.Expand"/>).</param>
/// <param name="Round">How often that was asked for; an answer to another round is outdated.</param>
public readonly record struct ExpansionState(bool IsCurrent, bool IsAsked, int Round);

/// <summary>How an expansion stands after a decision.</summary>
/// <param name="Expansion">Its place in <see cref="RunPlan.Expansions"/>.</param>
/// <param name="State">How it stands.</param>
public readonly record struct ExpansionChange(int Expansion, ExpansionState State);
