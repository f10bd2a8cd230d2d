using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Orrery.Cli.Profiles;

/// <summary>
/// Reads <c>config.yaml</c> in <c>$XDG_CONFIG_HOME/orrery</c>, else in <c>~/.config/orrery</c>:
/// <c>{default: prod, profiles: {prod: {server: https://…, token_file: …}}}</c>.
/// </summary>
internal static class ProfileReader
{
    private const string FileName = "config.yaml";
    private static readonly string[] Fields = ["server", "token_file", "data"];

    /// <summary>Where the file is, or would be.</summary>
    public static string PathOf(CliContext context)
    {
        var home = context.Environment("HOME") ?? "";
        var folder = context.Environment("XDG_CONFIG_HOME") is { Length: > 0 } config ? config : Path.Combine(home, ".config");
        return Path.GetFullPath(Path.Combine(folder, "orrery", FileName), context.CurrentDirectory);
    }

    /// <summary>Reads the file; one that is not there has no profiles.</summary>
    /// <exception cref="CliException">It is not as it must be; the messages name all that is wrong.</exception>
    public static ProfileFile Read(CliContext context)
    {
        var path = PathOf(context);
        if (!File.Exists(path))
        {
            return new ProfileFile(path, Exists: false, Default: null, new Dictionary<string, Profile>(StringComparer.Ordinal));
        }

        var problems = new List<string>();
        var file = Parse(context, path, problems);
        return problems.Count == 0 ? file : throw CliException.BadInput([.. problems.Select(p => $"{path}: {p}")]);
    }

    private static ProfileFile Parse(CliContext context, string path, List<string> problems)
    {
        var profiles = new Dictionary<string, Profile>(StringComparer.Ordinal);
        string? chosen = null;
        foreach (var (key, value) in Entries(Root(path, problems)))
        {
            switch (key, value)
            {
                case ("default", YamlScalarNode { Value: { Length: > 0 } name }):
                    chosen = name;
                    break;
                case ("profiles", YamlMappingNode all):
                    foreach (var (name, fields) in Entries(all))
                    {
                        profiles[name] = ProfileOf(context, path, name, fields, problems);
                    }

                    break;
                default:
                    problems.Add($"'{key}' is not known, or not of the right form: write 'default: NAME' and 'profiles: {{NAME: {{server: URL, token_file: PATH}}}}'.");
                    break;
            }
        }

        if (chosen is not null && !profiles.ContainsKey(chosen))
        {
            problems.Add($"The default profile '{chosen}' is none of those that are there: {Names(profiles.Keys)}.");
        }

        return new ProfileFile(path, Exists: true, chosen, profiles);
    }

    private static YamlMappingNode Root(string path, List<string> problems)
    {
        try
        {
            using var reader = new StringReader(File.ReadAllText(path));
            var yaml = new YamlStream();
            yaml.Load(reader);
            if (yaml.Documents is [{ RootNode: YamlMappingNode root }])
            {
                return root;
            }

            if (yaml.Documents.Count > 0)
            {
                problems.Add("It must hold one map: 'profiles: {NAME: {server: URL, token_file: PATH}}'.");
            }
        }
        catch (YamlException e)
        {
            problems.Add($"line {e.Start.Line}: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add($"{e.Message} Check its permissions.");
        }

        return new YamlMappingNode();
    }

    private static Profile ProfileOf(CliContext context, string path, string name, YamlNode node, List<string> problems)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in node is YamlMappingNode map ? Entries(map) : [])
        {
            if (Fields.Contains(key) && value is YamlScalarNode { Value: { Length: > 0 } text })
            {
                values[key] = text;
            }
            else
            {
                problems.Add($"profile '{name}': '{key}' is not known, or has no text; a profile has: {string.Join(", ", Fields)}.");
            }
        }

        if (!values.ContainsKey("server") && !values.ContainsKey("data"))
        {
            problems.Add($"profile '{name}' says neither 'server' nor 'data'.");
        }

        return new Profile(name, values.GetValueOrDefault("server"), FullPath("token_file"), FullPath("data"));

        // Relative to the file, and '~' as shells mean it.
        string? FullPath(string field) => values.GetValueOrDefault(field) is not { } text ? null
            : text.StartsWith("~/", StringComparison.Ordinal) ? Path.Combine(context.Environment("HOME") ?? "/", text[2..])
            : Path.GetFullPath(text, Path.GetDirectoryName(path)!);
    }

    private static IEnumerable<(string Key, YamlNode Value)> Entries(YamlMappingNode map) =>
        map.Children.Select(c => ((c.Key as YamlScalarNode)?.Value ?? "", c.Value));

    /// <summary>Names for a message.</summary>
    public static string Names(IEnumerable<string> names) => string.Join(", ", names.Order(StringComparer.Ordinal)) is { Length: > 0 } all ? all : "there is none";
}
