using System.Text.Json.Nodes;
using Orrery.Grains.Ingestion;
using Orrery.Runtime.Loading;

namespace Orrery.Grains.Tests.Support;

/// <summary>Reads <c>*.list</c>: a DAG for each line. Does what lines say that begin with an exclamation mark.</summary>
public sealed class TestBundleParser : StandardBundleParser
{
    private int _reads;

    public override bool Claims(BundleParserContext context, string path) => path.EndsWith(".list", StringComparison.Ordinal);

    public override async Task<IReadOnlyList<LoadedFile>> LoadAsync(BundleParserContext context, IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        var loaded = new List<LoadedFile>();
        foreach (var path in paths)
        {
            var lines = System.Text.Encoding.UTF8.GetString(await context.ReadAsync(path, 1_000, cancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            if (lines.Contains("!throw"))
            {
                throw new InvalidOperationException("It was told to.");
            }

            if (lines.Contains("!forget"))
            {
                continue;
            }

            var random = lines.Contains("!random") ? $"{++_reads}" : "1";
            var folders = lines.Where(l => l.StartsWith("!lists ", StringComparison.Ordinal)).Select(l => l[7..]);
            var read = lines.Where(l => l.StartsWith("!variable ", StringComparison.Ordinal)).Select(l => l[10..]).ToList();
            var variables = await Task.WhenAll(read.Select(context.Variables.FindAsync));
            var file = context.ReadDocuments(
                path,
                lines.Where(l => l[0] != '!').Select(l => new JsonObject
                {
                    ["dag_id"] = l,
                    ["env"] = new JsonObject { ["NOW"] = random, ["REGION"] = variables.Select(v => v.Value).FirstOrDefault() ?? "" },
                    ["tasks"] = new JsonArray(new JsonObject { ["task_id"] = "a", ["bash"] = context.Config["say"]?.GetValue<string>() ?? "true" }),
                }),
                lines.Where(l => l.StartsWith("!reads ", StringComparison.Ordinal)).Select(l => l[7..]));
            loaded.Add(file with
            {
                Errors = [.. file.Errors, .. variables.Select(v => v.Problem).OfType<string>().Select(p => new LoadError(p))],
                Inputs =
                [
                    .. file.Inputs,
                    .. folders.Select(f => new LoadInput(LoadInputKind.Directory, f, context.Directories.HashOf(f))),
                    .. read.Select(v => new LoadInput(LoadInputKind.Variable, v, context.Variables.HashOf(v))),
                ],
            });
        }

        return loaded;
    }
}
