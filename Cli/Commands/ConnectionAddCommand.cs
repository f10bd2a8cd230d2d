using System.CommandLine;
using Orrery.Core.Secrets;
using Orrery.Grains.Interfaces.Secrets;

namespace Orrery.Cli.Commands;

/// <summary><c>orrery connections add</c>: a URI, a JSON object, or field by field, with Airflow's names of options.</summary>
internal static class ConnectionAddCommand
{
    /// <summary>Creates the command.</summary>
    public static CliCommand Create(CliContext context, RemoteOptions remote)
    {
        var id = new Argument<string>("CONNECTION") { Description = "Id of the connection" };
        var uri = Text("--conn-uri", "All of it as a URI", "URI");
        var json = Text("--conn-json", "All of it as a JSON object", "JSON");
        var type = Text("--conn-type", "Kind of system: postgres, http, generic", "TYPE");
        var host = Text("--conn-host", "Host", "HOST");
        var port = new Option<int?>("--conn-port") { Description = "Port", HelpName = "N" };
        var login = Text("--conn-login", "Name to sign in with", "NAME");
        var password = Text("--conn-password", "Password; --conn-password-file keeps it out of the history of commands", "TEXT");
        var passwordFile = Text("--conn-password-file", "File with the password", "PATH");
        var schema = Text("--conn-schema", "Schema or database", "NAME");
        var extra = Text("--conn-extra", "Whatever else, as a JSON object", "JSON");
        var description = Text("--conn-description", "What it is for", "TEXT");
        var overwrite = new Option<bool>("--overwrite") { Description = "Replace a connection that is there already" };
        return new CliCommand(
            "add", "Creates a connection.", "orrery connections add warehouse --conn-uri postgres://reader:secret@db:5432/sales",
            "orrery connections add relay --conn-type smtp --conn-host mail --conn-port 25 --conn-login orrery --conn-password-file password.txt")
            .With(id, uri, json, type, host, port, login, password, passwordFile, schema, extra, description, overwrite)
            .Does(async (parsed, cancellationToken) =>
            {
                var name = parsed.GetRequiredValue(id);
                var secret = parsed.GetValue(passwordFile) is { } path
                    ? (await File.ReadAllTextAsync(context.FullPath(path), cancellationToken)).TrimEnd('\r', '\n')
                    : parsed.GetValue(password);
                var connection = Read(name, parsed.GetValue(uri) ?? parsed.GetValue(json)) ?? new Connection { ConnectionId = name, ConnType = "" };
                connection = connection with
                {
                    ConnType = parsed.GetValue(type) is { } given ? Connection.NormalizeType(given) : connection.ConnType,
                    Host = parsed.GetValue(host) ?? connection.Host,
                    Port = parsed.GetValue(port) ?? connection.Port,
                    Login = parsed.GetValue(login) ?? connection.Login,
                    Password = secret ?? connection.Password,
                    Schema = parsed.GetValue(schema) ?? connection.Schema,
                    Extra = parsed.GetValue(extra) ?? connection.Extra,
                    Description = parsed.GetValue(description) ?? connection.Description,
                };
                var problems = ConnectionRules.Problems(connection).Select(p => $"{p.Field}: {p.Problem}").ToList();
                if (problems.Count > 0)
                {
                    throw CliException.BadInput(problems);
                }

                var change = new ConnectionChange { Connection = ConnectionInfo.Of(connection), IsNew = parsed.GetValue(overwrite) ? null : true };
                remote.Require(await remote.Connect(parsed).Connections.SetAsync(change, cancellationToken), $"Connection '{name}' is set.");
                return ExitCodes.Success;
            });
    }

    private static Connection? Read(string id, string? text)
    {
        if (text is null)
        {
            return null;
        }

        return ConnectionJson.ReadText(id, text, out var problems) ?? throw CliException.BadInput(problems);
    }

    private static Option<string?> Text(string name, string description, string help) => new(name) { Description = description, HelpName = help };
}
