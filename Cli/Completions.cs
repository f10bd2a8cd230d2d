using System.CommandLine;
using System.CommandLine.Completions;
using Orrery.Cli.Profiles;
using Orrery.Cli.Server;
using Orrery.Client;
using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Cli;

/// <summary>
/// What shells are offered beyond names of commands and options: ids of DAGs, runs and tasks, and names of profiles. A server that is slow or away
/// offers nothing, and nobody waits for it.
/// </summary>
internal static class Completions
{
    private const int MaxOffered = 200;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Lets every argument and option of these names be completed.</summary>
    public static void Attach(Command root, CliContext context)
    {
        foreach (var command in root.Subcommands)
        {
            foreach (var argument in command.Arguments)
            {
                switch (argument.Name)
                {
                    case "DAG":
                        argument.CompletionSources.Add(c => Ask(context, c, DagsAsync));
                        break;
                    case "RUN":
                        argument.CompletionSources.Add(c => Ask(context, c, RunsAsync));
                        break;
                    case "TASK":
                        argument.CompletionSources.Add(c => Ask(context, c, TasksAsync));
                        break;
                    default:
                        break;
                }
            }

            command.Options.FirstOrDefault(o => o.Name == "--profile")?.CompletionSources.Add(_ => Items(() => ProfileReader.Read(context).Profiles.Keys));
            Attach(command, context);
        }
    }

    private static IEnumerable<CompletionItem> Ask(
        CliContext context, CompletionContext completion, Func<IOrreryClient, CompletionContext, CancellationToken, Task<IEnumerable<string>>> ask) => Items(() =>
    {
        var wish = new ServerWish(Text(completion, "--server"), Text(completion, "--profile"), Text(completion, "--data") ?? Commands.RemoteOptions.DefaultDataFolder, Text(completion, "--data") is not null);
        using var limit = new CancellationTokenSource(Patience, context.Clock);
        var client = context.Connector.Connect(ServerLocator.Locate(context, wish).Address);

        // The library asks for completions without waiting for anything; this process does nothing else.
        return ask(client, completion, limit.Token).GetAwaiter().GetResult();
    });

    private static IEnumerable<CompletionItem> Items(Func<IEnumerable<string>> find)
    {
        try
        {
            return [.. find().Take(MaxOffered).Select(name => new CompletionItem(name))];
        }
        catch (Exception)
        {
            // A line that is being written is no place for messages.
            return [];
        }
    }

    private static async Task<IEnumerable<string>> DagsAsync(IOrreryClient client, CompletionContext completion, CancellationToken cancellationToken) =>
        (await client.ListDagsAsync(new ListQuery { Search = completion.WordToComplete, Limit = MaxOffered }, cancellationToken)).Items.Select(d => d.DagId);

    private static async Task<IEnumerable<string>> RunsAsync(IOrreryClient client, CompletionContext completion, CancellationToken cancellationToken) =>
        Text(completion, "DAG") is { } dagId
            ? [Commands.IdArguments.Latest, .. (await client.ListDagRunsAsync(new ListQuery { DagId = dagId, Limit = MaxOffered }, cancellationToken)).Items.Select(r => r.DagRunId)]
            : [];

    private static async Task<IEnumerable<string>> TasksAsync(IOrreryClient client, CompletionContext completion, CancellationToken cancellationToken) =>
        Text(completion, "DAG") is { } dagId && await client.GetDagAsync(dagId, cancellationToken) is { } dag && await client.GetStructureAsync(dag.Version, cancellationToken) is { } structure
            ? structure.TaskIds
            : [];

    /// <summary>What the line says for an option or an argument of that name; null: nothing.</summary>
    private static string? Text(CompletionContext completion, string name)
    {
        for (System.CommandLine.Parsing.SymbolResult? result = completion.ParseResult.CommandResult; result is not null; result = result.Parent)
        {
            if (result is System.CommandLine.Parsing.CommandResult { Command: var command })
            {
                Symbol? symbol = command.Options.FirstOrDefault(o => o.Name == name) ?? (Symbol?)command.Arguments.FirstOrDefault(a => a.Name == name);
                var tokens = symbol switch
                {
                    Option option => completion.ParseResult.GetResult(option)?.Tokens,
                    Argument argument => completion.ParseResult.GetResult(argument)?.Tokens,
                    _ => null,
                };
                if (tokens is [{ Value: { Length: > 0 } value }, ..])
                {
                    return value;
                }
            }
        }

        return null;
    }
}
