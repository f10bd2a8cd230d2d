using System.CommandLine;
using Orrery.Cli.Terminal;
using Orrery.Grains.Interfaces.Bundles;

namespace Orrery.Cli.Commands;

/// <summary><c>orrery bundle</c>.</summary>
internal static class BundleCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CliContext context)
    {
        var remote = new RemoteOptions(context);
        return new CliCommand(
            "bundle", "Bundles: where DAGs come from.", "orrery bundle list", "orrery bundle add reports --git https://example.org/reports.git --ref main", "orrery bundle refresh reports")
            .With(remote.All)
            .With(BundleAddCommand.Create(context, remote), List(context, remote), Show(context, remote), Refresh(context, remote), Parse(context, remote), Deactivate(context, remote), Activate(remote), BundleWebhookVerb.Create(context, remote))
            .With(BundleRolloutVerbs.Create(context, remote));
    }

    private static CliCommand List(CliContext context, RemoteOptions remote) => new CliCommand("list", "Lists bundles.", "orrery bundle list").Does(async (parsed, cancellationToken) =>
    {
        var bundles = await remote.Connect(parsed).Bundles.ListAsync(cancellationToken);
        if (remote.WantsJson(parsed))
        {
            CliJson.Write(context.Terminal, bundles, CliJson.Output.IEnumerableBundleInfo);
            return ExitCodes.Success;
        }

        var table = new TextTable("BUNDLE", "BACKEND", "LOCATION", "REFERENCE", "SCANNED", "STATE");
        foreach (var bundle in bundles)
        {
            table.Add(
                bundle.Name, bundle.Settings.Backend, bundle.Settings.Location, Short(bundle.SourceReference ?? bundle.Snapshot), Wording.Moment(bundle.ScannedAt), StateOf(bundle));
        }

        table.Write(context.Terminal, "No bundles.");
        return ExitCodes.Success;
    });

    private static CliCommand Show(CliContext context, RemoteOptions remote)
    {
        var name = Name();
        return new CliCommand("show", "Shows one bundle.", "orrery bundle show reports").With(name).Does(async (parsed, cancellationToken) =>
        {
            var id = parsed.GetRequiredValue(name);
            var bundle = await remote.Connect(parsed).Bundles.GetAsync(id, cancellationToken) ?? throw CliException.Failure($"There is no bundle '{id}'. See: orrery bundle list");
            if (remote.WantsJson(parsed))
            {
                CliJson.Write(context.Terminal, bundle, CliJson.Output.BundleInfo);
                return ExitCodes.Success;
            }

            FactList.Write(
                context.Terminal,
                ("bundle", bundle.Name),
                ("backend", bundle.Settings.Backend),
                ("location", bundle.Settings.Location),
                ("ref", bundle.Settings.Ref),
                ("subdirectory", bundle.Settings.Subdirectory),
                ("parser", bundle.Parser),
                ("reference", bundle.SourceReference),
                ("snapshot", bundle.Snapshot),
                ("scanned", Wording.Moment(bundle.ScannedAt)),
                ("state", StateOf(bundle)),
                ("problem", bundle.Problem));
            return ExitCodes.Success;
        });
    }

    private static CliCommand Refresh(CliContext context, RemoteOptions remote)
    {
        var name = Name();
        var force = new Option<bool>("--force") { Description = "Also read files that look unchanged" };
        return new CliCommand(
            "refresh", "Fetches a bundle, reads what has changed and makes it live, file by file; returns when that is done. Exit code 2 when a file has errors.",
            "orrery bundle refresh reports", "orrery bundle refresh reports --force")
            .With(name, force)
            .Does(async (parsed, cancellationToken) => ReportView.Write(
                context.Terminal,
                await remote.Connect(parsed).ParseBundleAsync(parsed.GetRequiredValue(name), parsed.GetValue(force), cancellationToken),
                remote.WantsJson(parsed)));
    }

    private static CliCommand Parse(CliContext context, RemoteOptions remote)
    {
        var name = Name();
        var path = new Argument<string>("PATH") { Description = "A file or folder of the bundle; without one: all of it", DefaultValueFactory = _ => "" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say what would change" };
        var partial = new Option<bool>("--partial") { Description = "Take files without errors although others have some" };
        var keepRemoved = new Option<bool>("--keep-removed") { Description = "Leave DAGs of files that are gone in service" };
        var force = new Option<bool>("--force") { Description = "Also read files that look unchanged" };
        return new CliCommand(
            "parse", "Reads a part of a bundle and makes it live, all or nothing; returns when that is done. Exit code 2 when a file has errors.",
            "orrery bundle parse reports", "orrery bundle parse reports team/daily.yaml --dry-run")
            .With(name, path, dryRun, partial, keepRemoved, force)
            .Does(async (parsed, cancellationToken) => ReportView.Write(
                context.Terminal,
                await remote.Connect(parsed).Bundles.ParsePathAsync(
                    parsed.GetRequiredValue(name),
                    new ParsePath
                    {
                        Path = parsed.GetValue(path)!,
                        DryRun = parsed.GetValue(dryRun),
                        Partial = parsed.GetValue(partial),
                        DeactivateRemoved = !parsed.GetValue(keepRemoved),
                        Force = parsed.GetValue(force),
                    },
                    cancellationToken),
                remote.WantsJson(parsed)));
    }

    private static CliCommand Deactivate(CliContext context, RemoteOptions remote)
    {
        var name = Name();
        var path = new Option<string?>("--path") { Description = "Only the DAGs of this file or folder, until their files change", HelpName = "PATH" };
        var dags = new Option<string[]>("--dag") { Description = "Only this DAG, until its file changes; may be given several times", HelpName = "ID" };
        return new CliCommand(
            "deactivate", "Takes a bundle with all its DAGs out of service, or some of its DAGs. Their history stays.",
            "orrery bundle deactivate reports", "orrery bundle deactivate reports --path team", "orrery bundle deactivate reports --dag daily")
            .With(name, path, dags)
            .Does(async (parsed, cancellationToken) =>
            {
                var id = parsed.GetRequiredValue(name);
                var bundles = remote.Connect(parsed).Bundles;
                var (folder, dagIds) = (parsed.GetValue(path), parsed.GetValue(dags) ?? []);
                if (folder is not null && dagIds.Length > 0)
                {
                    throw CliException.BadInput("--path and --dag: name one or the other.");
                }

                if (folder is null && dagIds.Length == 0)
                {
                    remote.Require(await bundles.SetActiveAsync(id, isActive: false, cancellationToken), $"Bundle '{id}' is out of service.");
                    return ExitCodes.Success;
                }

                var taken = folder is null ? await bundles.DeactivateDagsAsync(id, [.. dagIds], cancellationToken) : await bundles.DeactivatePathAsync(id, folder, cancellationToken);
                context.Terminal.Out.WriteLine(taken.IsEmpty ? "No DAG of that was in service." : $"Out of service: {string.Join(", ", taken)}");
                return taken.IsEmpty ? ExitCodes.Failure : ExitCodes.Success;
            });
    }

    private static CliCommand Activate(RemoteOptions remote)
    {
        var name = Name();
        return new CliCommand("activate", "Puts a bundle back into service; it is read again.", "orrery bundle activate reports").With(name).Does(async (parsed, cancellationToken) =>
        {
            var id = parsed.GetRequiredValue(name);
            remote.Require(await remote.Connect(parsed).Bundles.SetActiveAsync(id, isActive: true, cancellationToken), $"Bundle '{id}' is in service.");
            return ExitCodes.Success;
        });
    }

    private static Argument<string> Name() => new("NAME") { Description = "Name of the bundle" };

    private static string StateOf(BundleInfo bundle) => !bundle.IsActive ? "out of service" : bundle.Problem is null ? "in service" : "problem";

    private static string Short(string? reference) => reference is { Length: > 19 } ? reference[..19] : reference ?? "";
}
