using System.Xml.Linq;

namespace Orrery.Architecture.Tests;

/// <summary>Who may depend on whom: each project only on those above it.</summary>
public static class LayerRule
{
    /// <summary>The product's projects, lowest first: a folder each.</summary>
    public static readonly string[] Layers =
        ["Core", "Embedded", "Storage", "Grains.Interfaces", "Runtime", "Grains", "Client", "Dashboard", "Silo", "Cli"];

    /// <summary>Everything wrong with the references of one project file.</summary>
    /// <param name="project">The project file.</param>
    /// <param name="actorHost">build/ActorHost.targets: what it references, every project that uses actors references too.</param>
    public static IReadOnlyList<string> Problems(SourceFile project, SourceFile actorHost)
    {
        var name = Folder(project.Path);
        var rank = Array.IndexOf(Layers, name);
        if (rank < 0)
        {
            return [$"{project.Path}: the folder '{name}' is not in {nameof(LayerRule)}.{nameof(Layers)}: say where it belongs"];
        }

        var document = XDocument.Parse(project.Text);
        var references = References(document, project.Path);
        if (document.Descendants("UsesActors").Any(e => e.Value.Length > 0))
        {
            references = references.Concat(References(XDocument.Parse(actorHost.Text), actorHost.Path));
        }

        return [.. references.Where(r => Array.IndexOf(Layers, r) is var other && (other < 0 || other >= rank))
            .Select(r => $"{project.Path}: {name} references {r}, and may only reference: {string.Join(", ", Layers.Take(rank))}")];
    }

    private static IEnumerable<string> References(XDocument document, string path) =>
        document.Descendants("ProjectReference").Select(e => Folder(Resolve(path, e.Attribute("Include")!.Value)));

    private static string Resolve(string from, string include)
    {
        var relative = include.Replace('\\', '/').Replace("$(MSBuildThisFileDirectory)", "", StringComparison.Ordinal);
        return Path.GetRelativePath("/", Path.GetFullPath(relative, "/" + Path.GetDirectoryName(from))).Replace('\\', '/');
    }

    private static string Folder(string path) => Path.GetDirectoryName(path)!.Replace('\\', '/');
}
