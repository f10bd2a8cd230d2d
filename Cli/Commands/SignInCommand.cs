using System.CommandLine;

namespace Orrery.Cli.Commands;

/// <summary>A sign-in link as JSON.</summary>
/// <param name="Link">The link.</param>
internal sealed record SignInAnswer(Uri Link);

/// <summary><c>orrery sign-in</c>.</summary>
internal static class SignInCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CliContext context)
    {
        var remote = new RemoteOptions(context);
        return new CliCommand("sign-in", "Prints a link that signs a browser in, once.", "orrery sign-in", "xdg-open \"$(orrery sign-in)\"")
            .With(remote.All)
            .Does(async (parsed, cancellationToken) =>
            {
                var link = await context.Connector.CreateSignInLinkAsync(remote.Locate(parsed), cancellationToken);
                if (remote.WantsJson(parsed))
                {
                    CliJson.Write(context.Terminal, new SignInAnswer(link), CliJson.Output.SignInAnswer);
                }
                else
                {
                    context.Terminal.Out.WriteLine(link.AbsoluteUri);
                }

                return ExitCodes.Success;
            });
    }
}
