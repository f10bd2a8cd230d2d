using Orrery.Core.Runs;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Waits;

/// <summary>What the run decided about a task it decides itself.</summary>
/// <param name="Outcome">How it ended, or that it waits.</param>
/// <param name="Riders">What is to be written with that.</param>
internal sealed record DecidedTask(TaskOutcome Outcome, params IReadOnlyList<StoreRow> Riders);
