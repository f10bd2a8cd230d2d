using Orrery.Cli.Terminal;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Cli.Commands;

/// <summary>Brings what a file holds to a server, one by one: what was brought stays, whatever happens to the rest.</summary>
internal static class SecretImport
{
    /// <summary>Brings everything.</summary>
    /// <param name="terminal">Where to say what became of it.</param>
    /// <param name="what">What they are: <c>variable</c>.</param>
    /// <param name="items">What the file holds.</param>
    /// <param name="nameOf">The name of one.</param>
    /// <param name="whenExisting">What to do with what is there: <c>overwrite</c>, <c>skip</c>, <c>fail</c>.</param>
    /// <param name="set">Brings one; the second argument: whether it must be new.</param>
    public static async Task<int> RunAsync<T>(
        CliTerminal terminal, string what, IReadOnlyCollection<T> items, Func<T, string> nameOf, string whenExisting, Func<T, bool?, Task<ActionResult>> set)
    {
        var (done, skipped) = (0, 0);
        foreach (var item in items)
        {
            var result = await set(item, whenExisting == "overwrite" ? null : true);
            if (result.Status == ActionStatus.Done)
            {
                done++;
            }
            else if (result.Status == ActionStatus.Conflict && whenExisting == "skip")
            {
                skipped++;
            }
            else
            {
                terminal.Out.WriteLine($"{Wording.Count(done, what)} imported before '{nameOf(item)}', which was refused:");
                throw new CliException(result.Status == ActionStatus.Invalid ? ExitCodes.BadInput : ExitCodes.Failure, result.Problems);
            }
        }

        terminal.Out.WriteLine($"{Wording.Count(done, what)} imported{(skipped > 0 ? $", {skipped} skipped that exist already" : "")}.");
        return ExitCodes.Success;
    }
}
