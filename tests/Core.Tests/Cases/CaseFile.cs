using System.Text.Json;

namespace Orrery.Core.Tests.Cases;

/// <summary>
/// A case file: facts about scheduling as data. Which topic it is on is said by its name, which may go on after the topic as in
/// <c>cron_2.json</c>, or by its member <c>topic</c>, which is then the topic or the title its file in <c>tests/cases</c> has.
/// </summary>
/// <param name="Name">The file's name without <c>.json</c>.</param>
/// <param name="Cases">Its cases; never empty.</param>
public sealed record CaseFile(string Name, IReadOnlyList<Case> Cases)
{
    private const string FolderVariable = "ORRERY_CASES";

    private static string? ChosenFolder => Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } folder ? folder : null;

    /// <summary>
    /// The files of a topic in <c>tests/cases</c>, or in the folder that the environment variable <c>ORRERY_CASES</c> names. Only there may
    /// a topic have none.
    /// </summary>
    /// <param name="topic">The topic, such as <c>cron</c>.</param>
    /// <exception cref="InvalidDataException">A file is malformed or holds no cases, so nothing would be proven; or there is none.</exception>
    public static IReadOnlyList<CaseFile> FilesOf(string topic)
    {
        var folder = ChosenFolder ?? DefaultFolder();
        var files = LoadFrom(folder, topic);
        return files.Count > 0 || ChosenFolder is not null ? files : throw new InvalidDataException($"There is no case file on topic \"{topic}\" in \"{folder}\".");
    }

    /// <summary>All cases of a topic, of whatever file.</summary>
    /// <inheritdoc cref="FilesOf"/>
    public static IReadOnlyList<Case> Load(string topic) => [.. FilesOf(topic).SelectMany(file => file.Cases)];

    /// <summary>The files of a topic in a folder.</summary>
    internal static IReadOnlyList<CaseFile> LoadFrom(string folder, string topic) =>
        [.. Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal).Select(path => TryRead(path, topic)).OfType<CaseFile>()];

    /// <summary>The file, if it is on the topic.</summary>
    private static CaseFile? TryRead(string path, string topic)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        JsonElement root;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path));
            root = document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            // Whose file it is can only be told by its name; another topic's reader complains about another topic's file.
            return IsOn(topic, name) ? throw new InvalidDataException($"Case file \"{path}\" is no JSON: {e.Message}", e) : null;
        }

        var title = TitleOf(root);
        return IsOn(topic, name) || IsOn(topic, title) || (title.Length > 0 && title == TitleOf(topic)) ? new CaseFile(name, CasesOf(path, root)) : null;
    }

    private static string TitleOf(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object && root.Find("topic") is { ValueKind: JsonValueKind.String } text ? text.GetString()! : "";

    /// <summary>What the repository's own file on a topic calls it.</summary>
    private static string TitleOf(string topic)
    {
        var path = Path.Combine(DefaultFolder(), $"{topic}.json");
        if (!File.Exists(path))
        {
            return "";
        }

        using var document = JsonDocument.Parse(File.ReadAllText(path));
        return TitleOf(document.RootElement);
    }

    private static bool IsOn(string topic, string text)
    {
        var plain = text.Trim().ToLowerInvariant().Replace(' ', '_').Replace('-', '_');
        return plain.StartsWith(topic, StringComparison.Ordinal) && (plain.Length == topic.Length || !char.IsAsciiLetter(plain[topic.Length]));
    }

    private static List<Case> CasesOf(string path, JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || root.Find("cases") is not { ValueKind: JsonValueKind.Array } cases || cases.GetArrayLength() == 0)
        {
            throw new InvalidDataException($"Case file \"{path}\" holds no cases: it must be an object with a list \"cases\".");
        }

        return [.. cases.EnumerateArray().Select((body, i) =>
            body.ValueKind == JsonValueKind.Object && body.Find("name") is { ValueKind: JsonValueKind.String } name && body.TryGetProperty("expect", out _)
                ? new Case(name.GetString()!, body, root)
                : throw new InvalidDataException($"Case {i + 1} of file \"{path}\" is malformed: it must be an object with \"name\" and \"expect\", and is {body.GetRawText()}."))];
    }

    private static string DefaultFolder()
    {
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
