namespace Orrery.Runtime.Processes;

/// <summary>What the launcher of a try is given.</summary>
/// <param name="Argv">Program, as an absolute path, and arguments.</param>
/// <param name="Environment">The environment, as <c>NAME=value</c>; nothing of the server's own comes on top.</param>
/// <param name="WorkingDirectory">Where it starts.</param>
internal sealed record TaskCommand(IReadOnlyList<string> Argv, IReadOnlyCollection<string> Environment, string WorkingDirectory);
