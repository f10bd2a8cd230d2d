using System.CommandLine;
using Orrery.Cli.Terminal;
using Orrery.Core.Identity;
using Orrery.Grains.Interfaces.Identity;

namespace Orrery.Cli.Commands;

/// <summary><c>orrery users</c>.</summary>
internal static class UsersCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CliContext context)
    {
        var remote = new RemoteOptions(context);
        return new CliCommand(
            "users", "People who may sign in, and what they may do.", "orrery users create ada --role admin", "orrery users grant eve 'sales_*' user", "orrery users disable eve")
            .With(remote.All)
            .With(
                List(context, remote),
                CreateUser(context, remote),
                Delete(remote),
                SetRole(remote),
                SetPassword(context, remote),
                Grant(remote),
                Revoke(remote),
                Change(remote, "disable", "Puts a user out of service: their sessions and tokens end.", new UserChange { IsActive = false }, name => $"User {name} is disabled."),
                Change(remote, "enable", "Lets a user sign in again.", new UserChange { IsActive = true }, name => $"User {name} is enabled."),
                Change(remote, "sign-out", "Ends all sessions of a user.", new UserChange { SignOut = true }, name => $"User {name} is signed out everywhere."));
    }

    private static CliCommand List(CliContext context, RemoteOptions remote) => new CliCommand("list", "Lists users.", "orrery users list").Does(async (parsed, cancellationToken) =>
    {
        var client = remote.Connect(parsed);
        var users = new List<UserInfo>();
        string? cursor = null;
        do
        {
            var page = await client.Users.ListAsync(cursor, limit: 1_000, cancellationToken);
            users.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        if (remote.WantsJson(parsed))
        {
            CliJson.Write(context.Terminal, users, CliJson.Output.IEnumerableUserInfo);
            return ExitCodes.Success;
        }

        var table = new TextTable("USER", "ROLE", "GRANTS", "SIGNS IN", "LAST", "STATE", "SHOWN AS");
        foreach (var user in users)
        {
            table.Add(
                user.Name,
                user.Role,
                string.Join(' ', user.Grants.Select(g => $"{g.Pattern}={g.Role}")),
                user.HasPassword ? "password" : user.ExternalId is not null ? "elsewhere" : "not yet",
                Wording.Moment(user.LastSignInAt),
                user.IsActive ? "active" : "disabled",
                user.DisplayName ?? "");
        }

        table.Write(context.Terminal, "No users.");
        return ExitCodes.Success;
    });

    private static CliCommand CreateUser(CliContext context, RemoteOptions remote)
    {
        var name = Name();
        var role = new Option<string>("--role") { Description = $"What they may do: {string.Join(", ", ApiRoles.OfUsers)}", HelpName = "ROLE", Required = true };
        var shown = new Option<string?>("--display-name") { Description = "Name shown to others", HelpName = "TEXT" };
        var grants = new Option<string[]>("--grant") { Description = "What they may do with single DAGs besides, as 'sales_*=user'; may be given several times", HelpName = "DAG=ROLE" };
        var without = new Option<bool>("--no-password") { Description = "They sign in elsewhere" };
        var password = new PasswordOption();
        return new CliCommand(
            "create", "Makes a user. Asks for the password.", "orrery users create ada --role admin", "orrery users create eve --role none --grant 'sales_*=user' --password-stdin < secret")
            .With(name, role, shown, grants, without, password.Option)
            .Does(async (parsed, cancellationToken) =>
            {
                var user = new NewUser
                {
                    Name = parsed.GetRequiredValue(name),
                    DisplayName = parsed.GetValue(shown),
                    Role = parsed.GetRequiredValue(role),
                    Grants = [.. (parsed.GetValue(grants) ?? []).Select(ParseGrant)],
                };
                var secret = parsed.GetValue(without) ? null : password.Read(parsed, context.Terminal);
                remote.Require(await remote.Connect(parsed).Users.CreateAsync(user, secret, cancellationToken), $"User {UserNames.Normalize(user.Name)} may sign in, as {user.Role}.");
                return ExitCodes.Success;
            });
    }

    private static CliCommand Delete(RemoteOptions remote)
    {
        var name = Name();
        return new CliCommand("delete", "Takes a user away, and with them their tokens.", "orrery users delete eve").With(name).Does(async (parsed, cancellationToken) =>
        {
            remote.Require(await remote.Connect(parsed).Users.DeleteAsync(parsed.GetRequiredValue(name), cancellationToken), $"User {parsed.GetRequiredValue(name)} is gone.");
            return ExitCodes.Success;
        });
    }

    private static CliCommand SetRole(RemoteOptions remote)
    {
        var name = Name();
        var role = new Argument<string>("ROLE") { Description = $"What they may do: {string.Join(", ", ApiRoles.OfUsers)}" };
        return new CliCommand("set-role", "Gives a user another role.", "orrery users set-role eve viewer").With(name, role).Does((parsed, cancellationToken) =>
            ChangeAsync(remote, parsed, name, new UserChange { Role = parsed.GetRequiredValue(role) }, user => $"User {user} has the role {parsed.GetRequiredValue(role)}.", cancellationToken));
    }

    private static CliCommand SetPassword(CliContext context, RemoteOptions remote)
    {
        var name = Name();
        var password = new PasswordOption();
        return new CliCommand("set-password", "Gives a user a new password; their sessions end.", "orrery users set-password eve").With(name, password.Option)
            .Does(async (parsed, cancellationToken) =>
            {
                var secret = password.Read(parsed, context.Terminal);
                var result = await remote.Connect(parsed).Users.ChangeAsync(parsed.GetRequiredValue(name), new UserChange(), secret, cancellationToken);
                remote.Require(result, $"User {parsed.GetRequiredValue(name)} has a new password.");
                return ExitCodes.Success;
            });
    }

    private static CliCommand Grant(RemoteOptions remote)
    {
        var name = Name();
        var pattern = Pattern();
        var role = new Argument<string>("ROLE") { Description = $"What they may do with them: {string.Join(", ", ApiRoles.Ranked)}" };
        return new CliCommand("grant", "Lets a user do more with some DAGs.", "orrery users grant eve 'sales_*' user").With(name, pattern, role).Does(async (parsed, cancellationToken) =>
        {
            var grant = new GrantInfo(parsed.GetRequiredValue(pattern), parsed.GetRequiredValue(role));
            var user = await FindAsync(remote, parsed, name, cancellationToken);
            var change = new UserChange { Grants = [.. user.Grants.Where(g => g.Pattern != grant.Pattern), grant] };
            return await ChangeAsync(remote, parsed, name, change, who => $"User {who} has the role {grant.Role} for {grant.Pattern}.", cancellationToken);
        });
    }

    private static CliCommand Revoke(RemoteOptions remote)
    {
        var name = Name();
        var pattern = Pattern();
        return new CliCommand("revoke", "Takes back what a user was granted for some DAGs.", "orrery users revoke eve 'sales_*'").With(name, pattern).Does(async (parsed, cancellationToken) =>
        {
            var user = await FindAsync(remote, parsed, name, cancellationToken);
            var taken = parsed.GetRequiredValue(pattern);
            if (user.Grants.All(g => g.Pattern != taken))
            {
                throw CliException.Failure($"User {user.Name} has no grant for '{taken}'. See: orrery users list");
            }

            var change = new UserChange { Grants = [.. user.Grants.Where(g => g.Pattern != taken)] };
            return await ChangeAsync(remote, parsed, name, change, who => $"User {who} has no grant for {taken} any more.", cancellationToken);
        });
    }

    private static CliCommand Change(RemoteOptions remote, string verb, string description, UserChange change, Func<string, string> done)
    {
        var name = Name();
        return new CliCommand(verb, description, $"orrery users {verb} eve").With(name)
            .Does((parsed, cancellationToken) => ChangeAsync(remote, parsed, name, change, done, cancellationToken));
    }

    private static async Task<int> ChangeAsync(
        RemoteOptions remote, ParseResult parsed, Argument<string> name, UserChange change, Func<string, string> done, CancellationToken cancellationToken)
    {
        var user = parsed.GetRequiredValue(name);
        var result = await remote.Connect(parsed).Users.ChangeAsync(user, change, newPassword: null, cancellationToken);
        remote.Require(result, done(user));
        return ExitCodes.Success;
    }

    private static async Task<UserInfo> FindAsync(RemoteOptions remote, ParseResult parsed, Argument<string> name, CancellationToken cancellationToken) =>
        await remote.Connect(parsed).Users.GetAsync(parsed.GetRequiredValue(name), cancellationToken)
        ?? throw CliException.Failure($"There is no user '{parsed.GetRequiredValue(name)}'. See: orrery users list");

    /// <summary>Reads a grant as it is given on the command line.</summary>
    /// <exception cref="CliException">It is none.</exception>
    public static GrantInfo ParseGrant(string text) => text.Split('=', 2) is [{ Length: > 0 } pattern, { Length: > 0 } role]
        ? new GrantInfo(pattern, role)
        : throw CliException.BadInput([$"--grant '{text}' is no grant: write it as DAG=ROLE, such as 'sales_*=user'."]);

    private static Argument<string> Name() => new("NAME") { Description = "Name they sign in with" };

    private static Argument<string> Pattern() => new("DAG") { Description = "Id of a DAG, or a pattern in which '*' stands for any text" };
}
