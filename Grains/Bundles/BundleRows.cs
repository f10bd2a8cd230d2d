using System.Text.Json.Nodes;
using Orrery.Core.Bundles;
using Orrery.Core.Identity;
using Orrery.Grains.Interfaces.Bundles;
using Orrery.Runtime.Bundles.Git;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Bundles;

/// <summary>Makes and reads the rows of bundles. Pure.</summary>
internal static class BundleRows
{
    /// <summary>What is wrong with settings; a sentence each.</summary>
    public static IEnumerable<string> Problems(string name, BundleSettings settings)
    {
        if (Ids.Problem(IdKind.Name, name) is { } problem)
        {
            yield return problem;
        }

        switch (settings.Backend)
        {
            case BundleSettings.Folder when !settings.Location.StartsWith('/'):
                yield return $"The folder '{settings.Location}' is no absolute path: begin it with '/'.";
                break;
            case BundleSettings.Git:
                foreach (var wrong in GitBundleOptions.Of(settings).Problems())
                {
                    yield return wrong;
                }

                break;
            case BundleSettings.Archive when settings.Location.Length > 0:
                yield return "A bundle whose files are pushed lies nowhere: leave its location out.";
                break;
            case BundleSettings.Folder or BundleSettings.Archive:
                break;
            default:
                yield return $"There is no backend '{settings.Backend}': choose {BundleSettings.Folder}, {BundleSettings.Git} or {BundleSettings.Archive}.";
                break;
        }

        if (settings.Backend != BundleSettings.Git && (settings.Ref ?? settings.Subdirectory ?? settings.Username ?? settings.TokenEnv ?? settings.TokenFile ?? settings.SshKey) is not null)
        {
            yield return "Only a repository has a ref, a subdirectory and credentials: leave them out.";
        }
    }

    /// <summary>The row with these settings.</summary>
    public static BundleRow With(BundleRow? row, string name, BundleSettings settings)
    {
        row ??= new BundleRow { Revision = 0, Name = name, Backend = settings.Backend, Location = settings.Location };
        var isSamePlace = row.Backend == settings.Backend && row.Location == settings.Location;
        return row with
        {
            Backend = settings.Backend,
            Location = settings.Location,
            SettingsJson = new JsonObject
            {
                ["ref"] = settings.Ref,
                ["subdirectory"] = settings.Subdirectory,
                ["command_line"] = settings.IsOfCommandLine,
                ["username"] = settings.Username,
                ["token_env"] = settings.TokenEnv,
                ["token_file"] = settings.TokenFile,
                ["ssh_key"] = settings.SshKey,
            }.ToJsonString(),
            IsActive = true,
            Problem = isSamePlace ? row.Problem : null,
        };
    }

    /// <summary>The settings of a row. Rows from before there were others were made on the command line.</summary>
    public static BundleSettings SettingsOf(BundleRow row)
    {
        var json = JsonNode.Parse(row.SettingsJson)!.AsObject();
        return new BundleSettings
        {
            Backend = row.Backend,
            Location = row.Location,
            Ref = json["ref"]?.GetValue<string>(),
            Subdirectory = json["subdirectory"]?.GetValue<string>(),
            Username = json["username"]?.GetValue<string>(),
            TokenEnv = json["token_env"]?.GetValue<string>(),
            TokenFile = json["token_file"]?.GetValue<string>(),
            SshKey = json["ssh_key"]?.GetValue<string>(),
            IsOfCommandLine = json["command_line"]?.GetValue<bool>() ?? true,
        };
    }

    /// <summary>The row with what a parser has found out.</summary>
    public static BundleRow With(BundleRow row, BundleProgress progress) => row with
    {
        Snapshot = progress.Snapshot ?? row.Snapshot,
        SourceReference = progress.Snapshot is null ? row.SourceReference : progress.SourceReference,
        ScannedAt = progress.ScannedAt ?? row.ScannedAt,
        FetchedAt = progress.FetchedAt ?? row.FetchedAt,
        ManifestJson = progress.ManifestJson ?? row.ManifestJson,
        Problem = progress.Problem switch { null => row.Problem, "" => null, var problem => problem },
    };

    /// <summary>The bundle as people see it.</summary>
    public static BundleInfo InfoOf(BundleRow row) => new()
    {
        Name = row.Name,
        Settings = SettingsOf(row),
        Parser = BundleManifest.FromJson(row.ManifestJson).BundleParser,
        Snapshot = row.Snapshot,
        SourceReference = row.SourceReference,
        ScannedAt = row.ScannedAt,
        Problem = row.Problem,
        IsActive = row.IsActive,
        ManifestJson = row.ManifestJson,
    };
}
