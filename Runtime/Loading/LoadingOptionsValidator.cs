using Microsoft.Extensions.Options;

namespace Orrery.Runtime.Loading;

/// <summary>Refuses values that <see cref="LoadingOptions"/> rules out, all at once.</summary>
internal sealed class LoadingOptionsValidator : IValidateOptions<LoadingOptions>
{
    private const long LeastMemory = 64 << 20;

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, LoadingOptions options)
    {
        var errors = new List<string>();
        Check(options.TimeLimit >= TimeSpan.FromSeconds(1), nameof(options.TimeLimit), "at least 1 second", options.TimeLimit);
        Check(options.MaxOutputBytes >= 1, nameof(options.MaxOutputBytes), "at least 1", options.MaxOutputBytes);
        Check(options.MaxMemoryBytes >= LeastMemory, nameof(options.MaxMemoryBytes), $"at least {LeastMemory}", options.MaxMemoryBytes);
        Check(options.MaxProcesses >= 1, nameof(options.MaxProcesses), "at least 1", options.MaxProcesses);
        Check(options.Parallelism >= 1, nameof(options.Parallelism), "at least 1", options.Parallelism);
        Check(options.IdleAfter > TimeSpan.Zero, nameof(options.IdleAfter), "more than 0", options.IdleAfter);
        Check(options.Python.Length > 0, nameof(options.Python), "a program", "''");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);

        void Check(bool isRight, string option, string range, object was)
        {
            if (!isRight)
            {
                errors.Add($"{LoadingSettings.VariableOf(option)} must be {range}, and was {was}.");
            }
        }
    }
}
