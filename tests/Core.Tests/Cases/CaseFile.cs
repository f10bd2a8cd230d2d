using System.Text.Json;

namespace Orrery.Core.Tests.Cases;

/// <summary>
/// The case files of <c>tests/cases</c>, or of the folder that the environment variable <c>ORRERY_CASES</c> names: facts about
/// scheduling as data, one file per topic.
/// </summary>
public static class CaseFile
{
    private const string FolderVariable = "ORRERY_CASES";

    /// <summary>Reads the cases of a topic.</summary>
    /// <param name="topic">The file's name without <c>.json</c>.</param>
    /// <exception cref="InvalidDataException">The file holds no cases, so nothing would be proven.</exception>
    public static IReadOnlyList<Case> Load(string topic)
    {
        var cases = LoadRoot(topic).GetProperty("cases").EnumerateArray()
            .Select(body => new Case(body.GetProperty("name").GetString()!, body))
            .ToList();
        return cases.Count > 0 ? cases : throw new InvalidDataException($"Case file \"{topic}.json\" in \"{Folder()}\" holds no cases.");
    }

    /// <summary>Reads a topic's file as a whole, for members beside <c>cases</c>.</summary>
    /// <param name="topic">The file's name without <c>.json</c>.</param>
    public static JsonElement LoadRoot(string topic)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder(), $"{topic}.json")));
        return document.RootElement.Clone();
    }

    private static string Folder()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } folder)
        {
            return folder;
        }

        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Cluster.sln")))
        {
            directory = directory.Parent;
        }

        return directory is null
            ? throw new DirectoryNotFoundException($"No folder above \"{AppContext.BaseDirectory}\" holds Cluster.sln; set {FolderVariable} to the folder of the case files.")
            : Path.Combine(directory.FullName, "tests", "cases");
    }
}
