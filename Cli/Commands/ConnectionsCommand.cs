using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Orrery.Cli.Terminal;
using Orrery.Core.Secrets;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Secrets;

namespace Orrery.Cli.Commands;

/// <summary><c>orrery connections</c>.</summary>
internal static class ConnectionsCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CliContext context)
    {
        var remote = new RemoteOptions(context);
        return new CliCommand(
            "connections", "Connections: where systems are and how to sign in there; secrets are kept encrypted.",
            "orrery connections list", "orrery connections add warehouse --conn-uri postgres://reader:secret@db:5432/sales", "orrery connections import connections.yaml")
            .With(remote.All)
            .With(List(context, remote), Get(context, remote), ConnectionAddCommand.Create(context, remote), Delete(remote), Import(context, remote), Export(context, remote), Test(context, remote));
    }

    private static CliCommand List(CliContext context, RemoteOptions remote)
    {
        var pattern = new Option<string?>("--pattern") { Description = "Only ids that contain this; '%' is any text, '_' any character, '|' stands between alternatives", HelpName = "TEXT" };
        return new CliCommand("list", "Lists connections without their secrets.", "orrery connections list").With(pattern).Does(async (parsed, cancellationToken) =>
        {
            var page = await remote.Connect(parsed).Connections.ListAsync(new SecretQuery { Pattern = parsed.GetValue(pattern) }, cancellationToken);
            if (remote.WantsJson(parsed))
            {
                CliJson.Write(context.Terminal, page.Items, CliJson.Output.IEnumerableConnectionInfo);
                return ExitCodes.Success;
            }

            var table = new TextTable("CONNECTION", "TYPE", "HOST", "PORT", "LOGIN", "SCHEMA", "DESCRIPTION");
            foreach (var connection in page.Items)
            {
                table.Add(
                    connection.ConnectionId, connection.ConnType, connection.Host, Number(connection.Port), connection.Login, connection.Schema,
                    connection.Problem is null ? connection.Description : "(secrets cannot be opened)");
            }

            table.Write(context.Terminal, "No connections.");
            return ExitCodes.Success;
        });
    }

    private static CliCommand Get(CliContext context, RemoteOptions remote)
    {
        var id = Id();
        var reveal = new Option<bool>("--reveal") { Description = "Show its secrets in clear, and its URI; needs the role admin, and the audit says so" };
        return new CliCommand("get", "Shows a connection.", "orrery connections get warehouse", "orrery connections get warehouse --reveal").With(id, reveal).Does(async (parsed, cancellationToken) =>
        {
            var name = parsed.GetRequiredValue(id);
            var client = remote.Connect(parsed).Connections;
            var isClear = parsed.GetValue(reveal);
            var connection = isClear
                ? Require(await client.RevealAsync([name], cancellationToken)).FirstOrDefault()
                : await client.GetAsync(name, cancellationToken);
            if (connection is null)
            {
                throw CliException.Failure($"There is no connection '{name}'. See: orrery connections list");
            }

            if (remote.WantsJson(parsed))
            {
                CliJson.Write(context.Terminal, connection, CliJson.Output.ConnectionInfo);
                return ExitCodes.Success;
            }

            FactList.Write(
                context.Terminal,
                ("connection", connection.ConnectionId),
                ("type", connection.ConnType),
                ("description", connection.Description),
                ("host", connection.Host),
                ("port", Number(connection.Port)),
                ("login", connection.Login),
                ("password", connection.Password),
                ("schema", connection.Schema),
                ("extra", connection.Extra),
                ("uri", isClear ? ConnectionUri.Write(connection.ToConnection()) : null),
                ("problem", connection.Problem));
            return ExitCodes.Success;
        });
    }

    private static CliCommand Delete(RemoteOptions remote)
    {
        var id = Id();
        return new CliCommand("delete", "Deletes a connection.", "orrery connections delete warehouse").With(id).Does(async (parsed, cancellationToken) =>
        {
            var name = parsed.GetRequiredValue(id);
            remote.Require(await remote.Connect(parsed).Connections.DeleteAsync(name, cancellationToken), $"Connection '{name}' is deleted.");
            return ExitCodes.Success;
        });
    }

    private static CliCommand Import(CliContext context, RemoteOptions remote)
    {
        var (file, format, existing) = (SecretFiles.ImportArgument(), SecretFiles.FormatOption(), SecretFiles.ExistingOption());
        return new CliCommand("import", "Creates and changes connections from a file, as 'airflow connections export' writes it.", "orrery connections import connections.yaml", "orrery connections import prod.env -a fail")
            .With(file, format, existing)
            .Does(async (parsed, cancellationToken) =>
            {
                var (text, form) = await SecretFiles.ReadAsync(context, parsed.GetRequiredValue(file), parsed.GetValue(format), cancellationToken);
                var connections = ConnectionFile.Read(text, form, out var problems) ?? throw CliException.BadInput(problems);
                var client = remote.Connect(parsed).Connections;
                return await SecretImport.RunAsync(
                    context.Terminal,
                    "connection",
                    connections,
                    c => c.ConnectionId,
                    parsed.GetRequiredValue(existing),
                    (c, isNew) => client.SetAsync(new ConnectionChange { Connection = ConnectionInfo.Of(c), IsNew = isNew }, cancellationToken));
            });
    }

    private static CliCommand Export(CliContext context, RemoteOptions remote)
    {
        var (file, format) = (SecretFiles.ExportArgument(), SecretFiles.FormatOption());
        return new CliCommand("export", "Writes all connections with their secrets in clear; needs the role admin, and the audit says so.", "orrery connections export connections.json", "orrery connections export prod.env")
            .With(file, format)
            .Does(async (parsed, cancellationToken) =>
            {
                var target = parsed.GetRequiredValue(file);
                var form = SecretFiles.FormatOf(target, parsed.GetValue(format));
                var connections = Require(await remote.Connect(parsed).Connections.RevealAsync([], cancellationToken));
                var text = ConnectionFile.Write(connections.Select(c => c.ToConnection()), form, out var problems) ?? throw CliException.BadInput(problems);
                await SecretFiles.WriteAsync(context, target, text, $"{Wording.Count(connections.Length, "connection")} written to {target}, in clear.", cancellationToken);
                return ExitCodes.Success;
            });
    }

    private static CliCommand Test(CliContext context, RemoteOptions remote)
    {
        var id = Id();
        return new CliCommand("test", "Asks the system of a connection whether it answers; the server must have been started with --test-connections.", "orrery connections test warehouse")
            .With(id)
            .Does(async (parsed, cancellationToken) =>
            {
                var name = parsed.GetRequiredValue(id);
                var client = remote.Connect(parsed).Connections;
                var connection = await client.GetAsync(name, cancellationToken) ?? throw CliException.Failure($"There is no connection '{name}'. See: orrery connections list");
                var result = await client.TestAsync(connection, cancellationToken);
                if (result.Outcome.Status != ActionStatus.Done)
                {
                    throw CliException.Failure(result.Outcome.Problems);
                }

                context.Terminal.Out.WriteLine(result.Message);
                return result.Status ? ExitCodes.Success : ExitCodes.Failure;
            });
    }

    private static ImmutableArray<ConnectionInfo> Require(SecretExport<ConnectionInfo> revealed) =>
        revealed.Outcome.Status == ActionStatus.Done ? revealed.Items : throw CliException.Failure(revealed.Outcome.Problems);

    private static Argument<string> Id() => new("CONNECTION") { Description = "Id of the connection" };

    private static string? Number(int? number) => number?.ToString(CultureInfo.InvariantCulture);
}
