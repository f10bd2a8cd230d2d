using Microsoft.Extensions.Options;
using Orrery.Core.Identity;
using Orrery.Grains.Interfaces.Queues;

namespace Orrery.Runtime.Hosts;

/// <summary>Checks a host's options, all of them at once.</summary>
internal sealed class HostAgentOptionsValidator : IValidateOptions<HostAgentOptions>
{
    private const int MaxCapacity = 10_000;
    private const int MaxTriggerCapacity = 100_000;

    public ValidateOptionsResult Validate(string? name, HostAgentOptions options)
    {
        var problems = new List<string>();
        if (Ids.Problem(IdKind.Name, options.Name) is { } badName)
        {
            problems.Add($"{Path(nameof(options.Name))}: {badName}");
        }

        if (options.Capacity is < 1 or > MaxCapacity)
        {
            problems.Add($"{Path(nameof(options.Capacity))} must be from 1 to {MaxCapacity}, was {options.Capacity}.");
        }

        if (options.TriggerCapacity is < 1 or > MaxTriggerCapacity)
        {
            problems.Add($"{Path(nameof(options.TriggerCapacity))} must be from 1 to {MaxTriggerCapacity}, was {options.TriggerCapacity}.");
        }

        problems.AddRange(options.Queues
            .Select(q => Ids.Problem(IdKind.Name, q))
            .OfType<string>()
            .Select(problem => $"{Path(nameof(options.Queues))}: {problem}"));
        Check(nameof(options.HeartbeatInterval), options.HeartbeatInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(30));
        Check(nameof(options.WorkWait), options.WorkWait, TimeSpan.FromMilliseconds(100), WaitLimits.Longest);
        Check(nameof(options.MaxBackoff), options.MaxBackoff, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5));
        Check(nameof(options.DrainTimeout), options.DrainTimeout, TimeSpan.Zero, TimeSpan.FromMinutes(5));
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);

        void Check(string option, TimeSpan value, TimeSpan least, TimeSpan most)
        {
            if (value < least || value > most)
            {
                problems.Add($"{Path(option)} must be from {least} to {most}, was {value}.");
            }
        }
    }

    private static string Path(string option) => $"{HostAgentOptions.SectionName}:{option}";
}
