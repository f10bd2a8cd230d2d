using System.CommandLine;
using System.Globalization;
using Orrery.Cli.Terminal;
using Orrery.Grains.Interfaces.Pools;

namespace Orrery.Cli.Commands;

/// <summary><c>orrery pools</c>.</summary>
internal static class PoolsCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CliContext context)
    {
        var remote = new RemoteOptions(context);
        var list = new CliCommand("list", "Lists pools with what their slots are doing.", "orrery pools list").Does(ListAsync);
        return new CliCommand(
            "pools", "Pools of slots that tasks share; without a verb: lists them.", "orrery pools", "orrery pools set warehouse --slots 4", "orrery pools delete warehouse")
            .With(remote.All)
            .With(list, Get(context, remote), Set(remote), Delete(remote), PoolFileVerbs.Import(context, remote), PoolFileVerbs.Export(context, remote))
            .Does(ListAsync);

        async Task<int> ListAsync(ParseResult parsed, CancellationToken cancellationToken)
        {
            var pools = await remote.Connect(parsed).Pools.ListAsync(cancellationToken);
            if (remote.WantsJson(parsed))
            {
                CliJson.Write(context.Terminal, pools, CliJson.Output.IEnumerablePoolInfo);
                return ExitCodes.Success;
            }

            var table = new TextTable("POOL", "SLOTS", "OPEN", "RUNNING", "QUEUED", "SCHEDULED", "DEFERRED", "DESCRIPTION");
            foreach (var pool in pools)
            {
                table.Add(
                    pool.Name,
                    Slots(pool.Slots),
                    Slots(pool.OpenSlots),
                    Number(pool.RunningSlots),
                    Number(pool.QueuedSlots),
                    Number(pool.ScheduledSlots),
                    Number(pool.DeferredSlots) + (pool.IncludeDeferred ? " (held)" : ""),
                    pool.Description);
            }

            table.Write(context.Terminal, "No pools.");
            return ExitCodes.Success;
        }
    }

    private static CliCommand Get(CliContext context, RemoteOptions remote)
    {
        var name = Name();
        return new CliCommand("get", "Shows one pool.", "orrery pools get default_pool").With(name).Does(async (parsed, cancellationToken) =>
        {
            var id = parsed.GetRequiredValue(name);
            var pool = await remote.Connect(parsed).Pools.GetAsync(id, cancellationToken) ?? throw CliException.Failure($"There is no pool '{id}'. See: orrery pools list");
            if (remote.WantsJson(parsed))
            {
                CliJson.Write(context.Terminal, pool, CliJson.Output.PoolInfo);
                return ExitCodes.Success;
            }

            FactList.Write(
                context.Terminal,
                ("pool", pool.Name),
                ("description", pool.Description),
                ("slots", Slots(pool.Slots)),
                ("open", Slots(pool.OpenSlots)),
                ("running", Number(pool.RunningSlots)),
                ("queued", Number(pool.QueuedSlots)),
                ("scheduled", Number(pool.ScheduledSlots)),
                ("deferred", $"{Number(pool.DeferredSlots)}{(pool.IncludeDeferred ? ", which hold slots" : "")}"));
            return ExitCodes.Success;
        });
    }

    private static CliCommand Set(RemoteOptions remote)
    {
        var name = Name();
        var slots = new Option<int?>("--slots") { Description = "How many slots; -1: as many as anybody asks for", HelpName = "NUMBER" };
        var description = new Option<string?>("--description") { Description = "What the pool is for", HelpName = "TEXT" };
        var includeDeferred = new Option<bool?>("--include-deferred") { Description = "Whether deferred tasks hold their slots", HelpName = "true|false" };
        return new CliCommand(
            "set", "Creates a pool or changes one. What is not given stays as it is.", "orrery pools set warehouse --slots 4", "orrery pools set warehouse --include-deferred true")
            .With(name, slots, description, includeDeferred)
            .Does(async (parsed, cancellationToken) =>
            {
                var id = parsed.GetRequiredValue(name);
                var settings = new PoolSettings
                {
                    Slots = parsed.GetValue(slots),
                    Description = parsed.GetValue(description),
                    IncludeDeferred = parsed.GetValue(includeDeferred),
                };
                remote.Require(await remote.Connect(parsed).Pools.SetAsync(id, settings, cancellationToken), $"Pool '{id}' is set.");
                return ExitCodes.Success;
            });
    }

    private static CliCommand Delete(RemoteOptions remote)
    {
        var name = Name();
        return new CliCommand("delete", "Deletes a pool. Tasks that name it wait until there is one of that name again.", "orrery pools delete warehouse")
            .With(name)
            .Does(async (parsed, cancellationToken) =>
            {
                var id = parsed.GetRequiredValue(name);
                remote.Require(await remote.Connect(parsed).Pools.DeleteAsync(id, cancellationToken), $"Pool '{id}' is deleted.");
                return ExitCodes.Success;
            });
    }

    private static Argument<string> Name() => new("POOL") { Description = "Name of the pool" };

    private static string Slots(int slots) => slots < 0 ? "unlimited" : Number(slots);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
