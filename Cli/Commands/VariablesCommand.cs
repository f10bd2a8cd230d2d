using System.CommandLine;
using Orrery.Cli.Terminal;
using Orrery.Client;
using Orrery.Core.Secrets;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Secrets;

namespace Orrery.Cli.Commands;

/// <summary><c>orrery variables</c>.</summary>
internal static class VariablesCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CliContext context)
    {
        var remote = new RemoteOptions(context);
        return new CliCommand(
            "variables", "Variables that tasks read; kept encrypted.", "orrery variables list", "orrery variables set region eu-west-1", "orrery variables import variables.json")
            .With(remote.All)
            .With(List(context, remote), Get(context, remote), Set(context, remote), Delete(remote), Import(context, remote), Export(context, remote));
    }

    private static CliCommand List(CliContext context, RemoteOptions remote)
    {
        var pattern = new Option<string?>("--pattern") { Description = "Only keys that contain this; '%' is any text, '_' any character, '|' stands between alternatives", HelpName = "TEXT" };
        return new CliCommand("list", "Lists variables; values of those whose key promises a secret are hidden.", "orrery variables list", "orrery variables list --pattern smtp")
            .With(pattern)
            .Does(async (parsed, cancellationToken) =>
            {
                var page = await remote.Connect(parsed).Variables.ListAsync(new SecretQuery { Pattern = parsed.GetValue(pattern) }, cancellationToken);
                if (remote.WantsJson(parsed))
                {
                    CliJson.Write(context.Terminal, page.Items, CliJson.Output.IEnumerableVariableInfo);
                    return ExitCodes.Success;
                }

                var table = new TextTable("VARIABLE", "VALUE", "DESCRIPTION");
                foreach (var variable in page.Items)
                {
                    table.Add(variable.Key, variable.Problem is null ? PlainText.OneLine(variable.Value) : "(cannot be opened)", variable.Description);
                }

                table.Write(context.Terminal, "No variables.");
                return ExitCodes.Success;
            });
    }

    private static CliCommand Get(CliContext context, RemoteOptions remote)
    {
        var key = Key();
        var reveal = new Option<bool>("--reveal") { Description = "Show it in clear also if its key promises a secret; needs the role admin, and the audit says so" };
        var fallback = new Option<string?>("--default", "-d") { Description = "What to print when there is no such variable", HelpName = "TEXT" };
        return new CliCommand("get", "Prints the value of a variable.", "orrery variables get region", "orrery variables get smtp_password --reveal")
            .With(key, reveal, fallback)
            .Does(async (parsed, cancellationToken) =>
            {
                var name = parsed.GetRequiredValue(key);
                var value = await ReadAsync(remote.Connect(parsed).Variables, name, parsed.GetValue(reveal), cancellationToken)
                    ?? parsed.GetValue(fallback) ?? throw CliException.Failure($"There is no variable '{name}'. See: orrery variables list");
                context.Terminal.Out.WriteLine(value);
                return ExitCodes.Success;
            });
    }

    private static async Task<string?> ReadAsync(IVariableClient client, string key, bool reveal, CancellationToken cancellationToken)
    {
        if (!reveal)
        {
            var variable = await client.GetAsync(key, cancellationToken);
            return variable?.Problem is { } problem ? throw CliException.Failure(problem) : variable?.Value;
        }

        var revealed = await client.RevealAsync([key], cancellationToken);
        return revealed.Outcome.Status == ActionStatus.Done ? revealed.Items.FirstOrDefault()?.Value : throw CliException.Failure(revealed.Outcome.Problems);
    }

    private static CliCommand Set(CliContext context, RemoteOptions remote)
    {
        var key = Key();
        var value = new Argument<string?>("VALUE") { Description = "Its value", Arity = ArgumentArity.ZeroOrOne };
        var file = new Option<string?>("--from-file") { Description = "Read the value from a file, so that it is in no history of commands", HelpName = "PATH" };
        var description = new Option<string?>("--description") { Description = "What it is for; left out: as it is", HelpName = "TEXT" };
        return new CliCommand(
            "set", "Creates a variable or changes one.", "orrery variables set region eu-west-1", "orrery variables set smtp_password --from-file password.txt --description 'of the relay'")
            .With(key, value, file, description)
            .Does(async (parsed, cancellationToken) =>
            {
                var (given, path) = (parsed.GetValue(value), parsed.GetValue(file));
                if (given is null == path is null)
                {
                    throw CliException.BadInput("Give the value either as VALUE or with --from-file.");
                }

                var change = new VariableChange
                {
                    Key = parsed.GetRequiredValue(key),
                    Value = given ?? (await File.ReadAllTextAsync(context.FullPath(path!), cancellationToken)).TrimEnd('\r', '\n'),
                    Description = parsed.GetValue(description),
                    Fields = parsed.GetValue(description) is null ? ["value"] : ["value", "description"],
                };
                remote.Require(await remote.Connect(parsed).Variables.SetAsync(change, cancellationToken), $"Variable '{change.Key}' is set.");
                return ExitCodes.Success;
            });
    }

    private static CliCommand Delete(RemoteOptions remote)
    {
        var key = Key();
        return new CliCommand("delete", "Deletes a variable.", "orrery variables delete region").With(key).Does(async (parsed, cancellationToken) =>
        {
            var name = parsed.GetRequiredValue(key);
            remote.Require(await remote.Connect(parsed).Variables.DeleteAsync(name, cancellationToken), $"Variable '{name}' is deleted.");
            return ExitCodes.Success;
        });
    }

    private static CliCommand Import(CliContext context, RemoteOptions remote)
    {
        var (file, format, existing) = (SecretFiles.ImportArgument(), SecretFiles.FormatOption(), SecretFiles.ExistingOption());
        return new CliCommand("import", "Creates and changes variables from a file, as 'airflow variables export' writes it.", "orrery variables import variables.json", "orrery variables import team.yaml -a skip")
            .With(file, format, existing)
            .Does(async (parsed, cancellationToken) =>
            {
                var (text, form) = await SecretFiles.ReadAsync(context, parsed.GetRequiredValue(file), parsed.GetValue(format), cancellationToken);
                var variables = VariableFile.Read(text, form, out var problems) ?? throw CliException.BadInput(problems);
                var client = remote.Connect(parsed).Variables;
                return await SecretImport.RunAsync(
                    context.Terminal,
                    "variable",
                    variables,
                    v => v.Key,
                    parsed.GetRequiredValue(existing),
                    (v, isNew) => client.SetAsync(
                        new VariableChange { Key = v.Key, Value = v.Value, Description = v.Description, IsNew = isNew, Fields = v.Description is null ? ["value"] : ["value", "description"] },
                        cancellationToken));
            });
    }

    private static CliCommand Export(CliContext context, RemoteOptions remote)
    {
        var (file, format) = (SecretFiles.ExportArgument(), SecretFiles.FormatOption());
        return new CliCommand("export", "Writes all variables with their values in clear; needs the role admin, and the audit says so.", "orrery variables export variables.json", "orrery variables export - --file-format env")
            .With(file, format)
            .Does(async (parsed, cancellationToken) =>
            {
                var target = parsed.GetRequiredValue(file);
                var form = SecretFiles.FormatOf(target, parsed.GetValue(format));
                var revealed = await remote.Connect(parsed).Variables.RevealAsync([], cancellationToken);
                if (revealed.Outcome.Status != ActionStatus.Done)
                {
                    throw CliException.Failure(revealed.Outcome.Problems);
                }

                var text = VariableFile.Write(revealed.Items.Select(v => new VariableEntry(v.Key, v.Value, v.Description)), form, out var problems)
                    ?? throw CliException.BadInput(problems);
                await SecretFiles.WriteAsync(context, target, text, $"{Wording.Count(revealed.Items.Length, "variable")} written to {target}, in clear.", cancellationToken);
                return ExitCodes.Success;
            });
    }

    private static Argument<string> Key() => new("KEY") { Description = "Key of the variable" };
}
