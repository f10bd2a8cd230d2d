using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Orrery.Simulation.Tests;

// Runs seeds, read from the input, in a process of their own, one after the other on one thread; the tests start it, and so may you:
//     seq 0 99 | dotnet Orrery.Simulation.Tests.dll FOLDER [all]
// One line for each seed: its number, how many events it had, a hash of them, and whether it is "ok" or "failed". The events of those that
// failed, or of all, are written to FOLDER/<seed>.log.
if (args is not [var folder, .. var rest])
{
    await Console.Error.WriteLineAsync("usage: FOLDER [all], and seeds on the input");
    return 2;
}

OneThread.Enforce();
var seeds = Console.In.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(s => int.Parse(s, CultureInfo.InvariantCulture)).ToList();
OneThread.Run(async () =>
{
    foreach (var seed in seeds)
    {
        var (events, failure) = await Simulation.RunAsync(seed);
        var text = string.Join('\n', events);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
        if (failure is not null || rest is ["all"])
        {
            File.WriteAllText(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{seed}.log")), text);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seed} {events.Count} {hash} {(failure is null ? "ok" : "failed")}"));
    }
});
return 0;
