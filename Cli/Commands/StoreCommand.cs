using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using Orrery.Cli.Store;
using Orrery.Storage.Maintenance;

namespace Orrery.Cli.Commands;

/// <summary><c>orrery store</c>.</summary>
internal static class StoreCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CliContext context)
    {
        var options = new StoreOptions(context);
        return new CliCommand(
            "store", "Looks after a store: checks it, makes it smaller, copies it.", "orrery store check", "orrery store backup nightly.db", "orrery store migrate-to postgres://orrery@db/orrery")
            .With(options.All)
            .With(Check(context, options), StorePruneCommand.Create(context, options), Backup(context, options), Restore(context, options), MigrateTo(context, options));
    }

    private static CliCommand Check(CliContext context, StoreOptions options) =>
        new CliCommand("check", "Checks that what the store says hangs together and its file is sound. A server may go on meanwhile.", "orrery store check", "orrery store check --store postgres://orrery@db/orrery")
            .Does((parsed, cancellationToken) => StoreOptions.ExplainAsync(async () =>
            {
                var report = await StoreVerifier.CheckAsync(options.Locate(parsed), cancellationToken);
                if (options.WantsJson(parsed))
                {
                    CliJson.Write(context.Terminal, report, CliJson.Output.StoreCheckReport);
                }
                else
                {
                    StoreView.Write(context.Terminal, report);
                }

                return report.Findings.Count == 0 ? ExitCodes.Success : ExitCodes.Failure;
            }));

    private static CliCommand Backup(CliContext context, StoreOptions options)
    {
        var file = new Argument<string>("FILE") { Description = "A new file for the backup" };
        return new CliCommand(
            "backup", "Writes the store as it is at one moment to a SQLite file, whatever its database. A server may go on meanwhile.", "orrery store backup nightly.db", "orrery store backup nightly.db --store postgres://orrery@db/orrery")
            .With(file)
            .Does((parsed, cancellationToken) => StoreOptions.ExplainAsync(async () =>
                Written(context, options, parsed, "Backed up", await Copier(context).BackUpAsync(options.Locate(parsed), context.FullPath(parsed.GetRequiredValue(file)), cancellationToken))));
    }

    private static CliCommand Restore(CliContext context, StoreOptions options)
    {
        var file = new Argument<string>("FILE") { Description = "A backup" };
        var force = new Option<bool>("--force") { Description = "Replace what is in the store" };
        return new CliCommand(
            "restore", "Fills the store from a backup, and checks it. Servers must be stopped; what is there is replaced only with --force, and only when all went well.", "orrery store restore nightly.db --data new", "orrery store restore nightly.db --force")
            .With(file, force)
            .Does((parsed, cancellationToken) => StoreOptions.ExplainAsync(
                async () => Written(
                    context,
                    options,
                    parsed,
                    "Restored",
                    await Copier(context).CopyAsync(
                        StoreLocation.InFile(context.FullPath(parsed.GetRequiredValue(file))), options.Locate(parsed), parsed.GetValue(force), holdsSource: false, "orrery store restore", cancellationToken)),
                "Add --force to replace it, or name another store."));
    }

    private static CliCommand MigrateTo(CliContext context, StoreOptions options)
    {
        var target = new Argument<string>("TARGET") { Description = "A data folder, or the address of a PostgreSQL database; empty" };
        return new CliCommand(
            "migrate-to", "Copies the store to another database, and checks the copy. Servers must be stopped; the store itself stays as it is.", "orrery store migrate-to postgres://orrery@db/orrery", "orrery store migrate-to /var/lib/orrery --store postgres://orrery@db/orrery")
            .With(target)
            .Does((parsed, cancellationToken) => StoreOptions.ExplainAsync(
                async () => Written(
                    context,
                    options,
                    parsed,
                    "Copied",
                    await Copier(context).CopyAsync(
                        options.Locate(parsed), options.Other(parsed, parsed.GetRequiredValue(target)), overwrite: false, holdsSource: true, "orrery store migrate-to", cancellationToken)),
                "Name an empty folder or database."));
    }

    private static StoreCopier Copier(CliContext context) => new(context.Clock, NullLoggerFactory.Instance);

    private static int Written(CliContext context, StoreOptions options, ParseResult parsed, string done, CopyReport report)
    {
        var answer = CopyAnswer.Of(report);
        if (options.WantsJson(parsed))
        {
            CliJson.Write(context.Terminal, answer, CliJson.Output.CopyAnswer);
        }
        else
        {
            StoreView.Write(context.Terminal, done, answer);
        }

        return answer.Findings.Count == 0 ? ExitCodes.Success : ExitCodes.Failure;
    }
}
