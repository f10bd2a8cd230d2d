using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Orrery.Cli.Terminal;
using Orrery.Core.Secrets;
using Orrery.Grains.Interfaces.Pools;

namespace Orrery.Cli.Commands;

/// <summary><c>orrery pools import</c> and <c>export</c>: files as Airflow's of the same names.</summary>
internal static class PoolFileVerbs
{
    /// <summary>Creates <c>import</c>.</summary>
    public static CliCommand Import(CliContext context, RemoteOptions remote)
    {
        var (file, format) = (SecretFiles.ImportArgument(), SecretFiles.FormatOption());
        return new CliCommand("import", "Creates and changes pools from a file, as 'airflow pools export' writes it.", "orrery pools import pools.json")
            .With(file, format)
            .Does(async (parsed, cancellationToken) =>
            {
                var (text, form) = await SecretFiles.ReadAsync(context, parsed.GetRequiredValue(file), parsed.GetValue(format), cancellationToken);
                var pools = Read(text, form);
                var client = remote.Connect(parsed).Pools;
                return await SecretImport.RunAsync(context.Terminal, "pool", pools, p => p.Key, "overwrite", (p, _) => client.SetAsync(p.Key, p.Value, cancellationToken));
            });
    }

    /// <summary>Creates <c>export</c>.</summary>
    public static CliCommand Export(CliContext context, RemoteOptions remote)
    {
        var (file, format) = (SecretFiles.ExportArgument(), SecretFiles.FormatOption());
        return new CliCommand("export", "Writes all pools to a file.", "orrery pools export pools.json", "orrery pools export - --file-format yaml")
            .With(file, format)
            .Does(async (parsed, cancellationToken) =>
            {
                var target = parsed.GetRequiredValue(file);
                var pools = await remote.Connect(parsed).Pools.ListAsync(cancellationToken);
                var problems = new List<string>();
                var nodes = pools.Select(p => KeyValuePair.Create<string, JsonNode?>(
                    p.Name, new JsonObject { ["slots"] = p.Slots, ["description"] = p.Description ?? "", ["include_deferred"] = p.IncludeDeferred }));
                var text = SecretFile.Write(new JsonObject(nodes), SecretFiles.FormatOf(target, parsed.GetValue(format)), problems);
                if (problems.Count > 0)
                {
                    throw CliException.BadInput(problems);
                }

                await SecretFiles.WriteAsync(context, target, text, $"{Wording.Count(pools.Length, "pool")} written to {target}.", cancellationToken);
                return ExitCodes.Success;
            });
    }

    private static ImmutableArray<KeyValuePair<string, PoolSettings>> Read(string text, SecretFileFormat format)
    {
        var problems = new List<string>();
        var pools = ImmutableArray.CreateBuilder<KeyValuePair<string, PoolSettings>>();
        foreach (var (name, node) in SecretFile.Read(text, format, problems))
        {
            if (node is JsonObject pool && pool["slots"] is JsonValue slots && int.TryParse(slots.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count)
                && pool["description"] is null or JsonValue && pool["include_deferred"] is null or JsonValue)
            {
                var deferred = pool["include_deferred"] is JsonValue flag && flag.TryGetValue(out bool isHeld) && isHeld;
                pools.Add(KeyValuePair.Create(name, new PoolSettings { Slots = count, Description = pool["description"]?.ToString() ?? "", IncludeDeferred = deferred }));
            }
            else
            {
                problems.Add($"Pool '{PlainText.OneLine(name)}' must be an object with 'slots', a whole number, and may have 'description' and 'include_deferred'.");
            }
        }

        return problems.Count == 0 ? pools.ToImmutable() : throw CliException.BadInput(problems);
    }
}
