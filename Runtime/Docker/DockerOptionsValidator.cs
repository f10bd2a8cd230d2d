using Microsoft.Extensions.Options;
using Orrery.Runtime.Docker.Api;

namespace Orrery.Runtime.Docker;

/// <summary>Checks the options of the engine, all of them at once.</summary>
internal sealed class DockerOptionsValidator : IValidateOptions<DockerOptions>
{
    private const long LeastMemory = 6L << 20;
    private const double LeastCpus = 0.01;
    private const long MostPids = 4_194_304;

    public ValidateOptionsResult Validate(string? name, DockerOptions options)
    {
        var problems = new List<string>();
        try
        {
            _ = DockerEndpoint.Find(options, Environment.GetEnvironmentVariable);
        }
        catch (FormatException e)
        {
            problems.Add($"{DockerSettings.VariableOf(nameof(options.Address))}: {e.Message}");
        }

        Check(nameof(options.RequestTimeout), options.RequestTimeout >= TimeSpan.FromSeconds(1) && options.RequestTimeout <= TimeSpan.FromHours(1), "from 1 s to 1 h", options.RequestTimeout);
        Check(nameof(options.EngineWait), options.EngineWait >= TimeSpan.Zero && options.EngineWait <= TimeSpan.FromHours(1), "from 0 to 1 h", options.EngineWait);
        Check(nameof(options.MemoryBytes), options.MemoryBytes is null or >= LeastMemory, $"at least {LeastMemory}", options.MemoryBytes);
        Check(nameof(options.Cpus), options.Cpus is null or >= LeastCpus, $"at least {LeastCpus}", options.Cpus);
        Check(nameof(options.Pids), options.Pids is >= 1 and <= MostPids, $"from 1 to {MostPids}", options.Pids);
        Check(nameof(options.TmpBytes), options.TmpBytes > 0, "more than 0", options.TmpBytes);
        Check(nameof(options.Network), !string.IsNullOrWhiteSpace(options.Network), "'none', 'bridge', 'host' or the name of a network", options.Network);
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);

        void Check(string option, bool isGood, string allowed, object? value)
        {
            if (!isGood)
            {
                problems.Add($"{DockerSettings.VariableOf(option)} must be {allowed}, was {value}.");
            }
        }
    }
}
