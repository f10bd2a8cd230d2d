using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Orrery.Simulation.Tests;

// Runs seeds in a process of their own, one after the other on one thread; the tests start it, and so may you:
//     dotnet Orrery.Simulation.Tests.dll FIRST STEP COUNT [FOLDER]
// One line for each seed: its number, how many events it had, a hash of them, and "ok" or the failure, which ends with an empty line. With
// a folder, every event of every seed is written there.
if (args is not [var first, var step, var count, .. var rest])
{
    await Console.Error.WriteLineAsync("usage: FIRST STEP COUNT [FOLDER]");
    return 2;
}

OneThread.Enforce();
using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
OneThread.Run(async () =>
{
    for (var (seed, left) = (Number(first), Number(count)); left > 0; seed += Number(step), left--)
    {
        var (events, failure) = await Simulation.RunAsync(seed);
        var text = string.Join('\n', events);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seed} {events.Count} {hash} {failure ?? "ok"}"));
        if (rest is [var folder])
        {
            File.WriteAllText(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{seed}.log")), text);
        }
    }
});
return 0;

static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
