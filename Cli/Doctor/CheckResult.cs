namespace Orrery.Cli.Doctor;

/// <summary>What came of one check of the machine.</summary>
/// <param name="Name">What was checked.</param>
/// <param name="IsFine">Whether it is as it must be.</param>
/// <param name="Detail">What was found.</param>
/// <param name="Remedy">What to do; empty when it is fine.</param>
/// <param name="IsNeeded">Whether a server cannot do without it; false: only some of what it can do needs it.</param>
internal sealed record CheckResult(string Name, bool IsFine, string Detail, string Remedy = "", bool IsNeeded = true);
