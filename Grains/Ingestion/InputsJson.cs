using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Orrery.Core.Json;
using Orrery.Runtime.Loading;

namespace Orrery.Grains.Ingestion;

/// <summary>What DAGs were made from, as rows hold it. Pure.</summary>
internal static class InputsJson
{
    /// <summary>As a JSON array of objects with kind, name and hash.</summary>
    public static string Write(IEnumerable<LoadInput> inputs) => new JsonArray(
    [
        .. inputs.Select(i => new JsonObject { ["kind"] = NameOf(i.Kind), ["name"] = i.Name, ["hash"] = i.Hash }),
    ]).ToJsonString();

    /// <summary>What <see cref="Write"/> wrote.</summary>
    public static ImmutableArray<LoadInput> Read(string json) =>
    [
        .. JsonNode.Parse(json)!.AsArray().Select(i => new LoadInput(KindOf(i!["kind"]!.GetValue<string>()), i["name"]!.GetValue<string>(), i["hash"]!.GetValue<string>())),
    ];

    /// <summary>
    /// What names the code of DAGs that were made from these: of a file alone its hash, as it was before there were other inputs; so a file
    /// that is moved is no new code. What lies in a folder beside is none either: of the files there, those that were read are inputs.
    /// </summary>
    public static string CodeReference(IEnumerable<LoadInput> inputs)
    {
        var code = inputs.Where(i => i.Kind != LoadInputKind.Directory).ToList();
        if (code is [{ Kind: LoadInputKind.File } file])
        {
            return file.Hash;
        }

        var text = new StringBuilder();
        foreach (var input in code.OrderBy(i => i.Kind).ThenBy(i => i.Name, StringComparer.Ordinal))
        {
            text.Append(NameOf(input.Kind)).Append('\0').Append(input.Name).Append('\0').Append(input.Hash).Append('\n');
        }

        return CanonicalJson.Sha256Hex(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static string NameOf(LoadInputKind kind) => kind switch
    {
        LoadInputKind.File => "file",
        LoadInputKind.Variable => "variable",
        LoadInputKind.Directory => "directory",
        _ => "environment",
    };

    private static LoadInputKind KindOf(string name) => name switch
    {
        "file" => LoadInputKind.File,
        "variable" => LoadInputKind.Variable,
        "directory" => LoadInputKind.Directory,
        _ => LoadInputKind.Environment,
    };
}
