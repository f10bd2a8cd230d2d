using System.CommandLine;
using Orrery.Cli.Terminal;
using Orrery.Core.Identity;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Tokens;

namespace Orrery.Cli.Commands;

/// <summary><c>orrery token</c>.</summary>
internal static class TokenCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CliContext context)
    {
        var remote = new RemoteOptions(context);
        return new CliCommand("token", "Tokens of programs.", "orrery token create ci --role deploy --bundle reports", "orrery token list", "orrery token revoke 0123456789abcdef")
            .With(remote.All)
            .With(CreateToken(context, remote), List(context, remote), Revoke(remote));
    }

    private static CliCommand CreateToken(CliContext context, RemoteOptions remote)
    {
        var name = new Argument<string>("NAME") { Description = "What the token is for" };
        var role = new Option<string>("--role") { Description = $"What it may do: {string.Join(", ", ApiRoles.All)}. Of a token of your own the default is what you may", HelpName = "ROLE" };
        var bundle = new Option<string?>("--bundle") { Description = "Of the role deploy: the only bundle it may deploy to", HelpName = "NAME" };
        var expires = new Option<string?>("--expires") { Description = "How long it is good for: '90d'. Default: until it is revoked", HelpName = "DURATION" };
        var grants = new Option<string[]>("--grant") { Description = "What it may do with single DAGs besides, as 'sales_*=user'; may be given several times", HelpName = "DAG=ROLE" };
        var own = new Option<bool>("--personal") { Description = "Your own: it can never do more than you, and ends with your account" };
        return new CliCommand(
            "create", "Makes a token and prints it, this once: only its hash is kept. Programs send it as 'Authorization: Bearer', this command takes it from ORRERY_TOKEN.",
            "orrery token create ci --role deploy --bundle reports --expires 90d")
            .With(name, role, bundle, grants, own, expires)
            .Does(async (parsed, cancellationToken) =>
            {
                var request = new TokenRequest
                {
                    Name = parsed.GetRequiredValue(name),
                    Role = parsed.GetValue(role) ?? (parsed.GetValue(own) ? ApiRoles.Admin : parsed.GetValue(grants) is { Length: > 0 } ? ApiRoles.None
                        : throw CliException.BadInput([$"Say what the token may do with --role: {string.Join(", ", ApiRoles.All)}."])),
                    Grants = [.. (parsed.GetValue(grants) ?? []).Select(UsersCommand.ParseGrant)],
                    IsPersonal = parsed.GetValue(own),
                    Bundle = parsed.GetValue(bundle),
                    ExpiresAt = Durations.Parse(parsed.GetValue(expires), "--expires") is { } span ? context.Clock.GetUtcNow() + span : null,
                };
                var result = await remote.Connect(parsed).Tokens.CreateAsync(request, cancellationToken);
                if (result.Outcome.Status != ActionStatus.Done)
                {
                    throw CliException.BadInput(result.Outcome.Problems);
                }

                if (remote.WantsJson(parsed))
                {
                    CliJson.Write(context.Terminal, result, CliJson.Output.TokenResult);
                }
                else
                {
                    // The token alone, so that it can go into a variable.
                    context.Terminal.Error.WriteLine($"Token {result.Info!.TokenId} of role '{result.Info.Role}'. It is shown this once:");
                    context.Terminal.Out.WriteLine(result.Token);
                }

                return ExitCodes.Success;
            });
    }

    private static CliCommand List(CliContext context, RemoteOptions remote) => new CliCommand("list", "Lists tokens.", "orrery token list").Does(async (parsed, cancellationToken) =>
    {
        var tokens = await remote.Connect(parsed).Tokens.ListAsync(cancellationToken);
        if (remote.WantsJson(parsed))
        {
            CliJson.Write(context.Terminal, tokens, CliJson.Output.IEnumerableTokenInfo);
            return ExitCodes.Success;
        }

        var now = context.Clock.GetUtcNow();
        var table = new TextTable("TOKEN", "NAME", "ROLE", "BUNDLE", "OWN OF", "MADE BY", "EXPIRES", "LAST USED", "STATE");
        foreach (var token in tokens)
        {
            table.Add(
                token.TokenId, token.Name, token.Role, token.Bundle ?? "", token.UserName ?? "", token.CreatedBy, Wording.Moment(token.ExpiresAt), Wording.Moment(token.LastUsedAt),
                token.RevokedAt is not null ? "revoked" : token.ExpiresAt <= now ? "expired" : "good");
        }

        table.Write(context.Terminal, "No tokens.");
        return ExitCodes.Success;
    });

    private static CliCommand Revoke(RemoteOptions remote)
    {
        var id = new Argument<string>("TOKEN") { Description = "Id of the token, as 'orrery token list' shows it" };
        return new CliCommand("revoke", "Revokes a token for ever.", "orrery token revoke 0123456789abcdef").With(id).Does(async (parsed, cancellationToken) =>
        {
            var tokenId = parsed.GetRequiredValue(id);
            remote.Require(await remote.Connect(parsed).Tokens.RevokeAsync(tokenId, cancellationToken), $"Token {tokenId} is revoked.");
            return ExitCodes.Success;
        });
    }
}
