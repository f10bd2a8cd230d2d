using System.CommandLine;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Orrery.Cli.Commands;

/// <summary>The version as JSON.</summary>
/// <param name="Version">Version of the product.</param>
/// <param name="Runtime">The .NET it runs on.</param>
/// <param name="Platform">Operating system and processor.</param>
internal sealed record VersionAnswer(string Version, string Runtime, string Platform);

/// <summary><c>orrery version</c>.</summary>
internal static class VersionCommand
{
    /// <summary>Version of the product, without what the build appends to it.</summary>
    public static string Version { get; } =
        typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>Creates the command.</summary>
    public static Command Create(CliContext context)
    {
        var output = new OutputOption();
        return new CliCommand("version", "Prints the version of Orrery and of .NET.", "orrery version").With(output).Does((parsed, _) =>
        {
            var answer = new VersionAnswer(Version, RuntimeInformation.FrameworkDescription, RuntimeInformation.RuntimeIdentifier);
            if (output.IsJson(parsed))
            {
                CliJson.Write(context.Terminal, answer, CliJson.Output.VersionAnswer);
            }
            else
            {
                context.Terminal.Out.WriteLine($"orrery {answer.Version} ({answer.Runtime}, {answer.Platform})");
            }

            return Task.FromResult(ExitCodes.Success);
        });
    }
}
