using System.Globalization;
using Orrery.Bench;
using Orrery.Storage.Postgres;

// Usage: dotnet run -c Release --project bench/Orrery.Bench -- COMMAND      (bench/README.md says what each measures)
//     scaling [sizes…] | decisions | runs [sizes…] | idle [dags [seconds]] | history [runs] [address]
//     api [triggers [reads per second]] | programs [files] | table file…   (bundles as a whole: orrery bench W4)
// Results go to the output as JSON, a table to the error output.
if (args is not [var command, .. var rest])
{
    return await UsageAsync();
}

if (command == "table")
{
    Console.WriteLine(WorkloadTable.Of(rest));
    return 0;
}

var address = rest.FirstOrDefault(PostgresAddress.IsOne);
int[] numbers = [.. rest.Where(s => s != address).Select(s => int.Parse(s, CultureInfo.InvariantCulture))];
switch (command)
{
    case "scaling":
        await Reports.ScalingAsync(numbers.Length > 0 ? numbers : [1_000, 2_000, 5_000, 10_000]);
        return 0;
    case "decisions":
        await Reports.DecisionsAsync();
        return 0;
    case "runs":
        await Reports.RunsAsync(numbers.Length > 0 ? numbers : [1_000, 10_000, 100_000]);
        return 0;
    case "idle":
        await Reports.IdleAsync(numbers.Length > 0 ? numbers[0] : 10_000, TimeSpan.FromSeconds(numbers.Length > 1 ? numbers[1] : 60));
        return 0;
    case "api":
        await Reports.ApiAsync(numbers.Length > 0 ? numbers[0] : 1_000, numbers.Length > 1 ? numbers[1] : 2_000);
        return 0;
    case "history":
        await Reports.HistoryAsync(numbers.Length > 0 ? numbers[0] : 100_000, address);
        return 0;
    case "programs":
        await Reports.ProgramsAsync(numbers.Length > 0 ? numbers[0] : 1_000);
        return 0;
    default:
        return await UsageAsync();
}

static async Task<int> UsageAsync()
{
    await Console.Error.WriteLineAsync("usage: scaling [tasks …] | decisions | runs [tasks …] | idle [DAGs [seconds]] | api [triggers [reads per second]] | history [runs] [postgres://…] | programs [files] | table file…");
    return 2;
}
