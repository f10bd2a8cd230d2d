using Microsoft.Extensions.Configuration;

namespace Orrery.Runtime.Loading;

/// <summary>Sets <see cref="LoadingOptions"/> from the environment, as <c>ORRERY_LOADING__TIMELIMIT=00:01:00</c>: servers and the command line alike.</summary>
public static class LoadingSettings
{
    private const string Prefix = "ORRERY_";

    /// <summary>What the environment says, over the defaults. Not checked.</summary>
    /// <exception cref="InvalidOperationException">A value is of the wrong form; the message names the option.</exception>
    public static LoadingOptions Read()
    {
        var options = new LoadingOptions();
        Apply(options);
        return options;
    }

    /// <summary>Sets what the environment says.</summary>
    /// <param name="options">What is set.</param>
    /// <exception cref="InvalidOperationException">A value is of the wrong form; the message names the option.</exception>
    public static void Apply(LoadingOptions options) =>
        new ConfigurationBuilder().AddEnvironmentVariables(Prefix).Build().GetSection(LoadingOptions.SectionName).Bind(options);

    /// <summary>The variable that sets an option, for messages.</summary>
    /// <param name="option">Name of the option.</param>
    internal static string VariableOf(string option) => $"{Prefix}{LoadingOptions.SectionName}__{option}".ToUpperInvariant();
}
