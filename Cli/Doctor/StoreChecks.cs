using Orrery.Storage;
using Orrery.Storage.Maintenance;
using Orrery.Storage.Sqlite;

namespace Orrery.Cli.Doctor;

/// <summary>The store a server would open, and who may read what lies beside it.</summary>
internal static class StoreChecks
{
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private static readonly string[] PrivateNames = ["credential", "keys", "secret-keys"];

    /// <summary>Whether the store can be read, and has a schema this version works with.</summary>
    /// <param name="dataFolder">Absolute path of the data folder.</param>
    /// <param name="address">Address of a PostgreSQL database; null: the store is in the folder.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<CheckResult> SchemaAsync(string dataFolder, string? address, CancellationToken cancellationToken)
    {
        try
        {
            if (address is null && !File.Exists(SqliteStore.PathIn(dataFolder)))
            {
                return new("store", true, "none yet; the first start makes it");
            }

            var location = address is null ? StoreLocation.InFolder(dataFolder) : StoreLocation.At(address);
            return await location.ReadSchemaAsync(cancellationToken) switch
            {
                null => new("store", true, $"{location.Name} is empty; the first start fills it"),
                { Missing: 0, Number: var number } => new("store", true, $"{location.Name}, schema {number}"),
                var old => new("store", true, $"{location.Name}, schema {old.Number}; the next start brings it up to {old.Number + old.Missing}"),
            };
        }
        catch (StoreSchemaException e)
        {
            return new("store", false, e.Message, "Use the version of Orrery that the message names, or another store.");
        }
        catch (Exception e) when (e is StoreUnavailableException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            return new("store", false, e.Message, address is null ? "Look at the file and its permissions; 'orrery store check' says more." : "Start the database, and check address, user and password.");
        }
    }

    /// <summary>Whether others can read the keys of the installation.</summary>
    public static CheckResult FilePermissions(string dataFolder)
    {
        if (OperatingSystem.IsWindows())
        {
            return new("file permissions", true, "not checked on this system", IsNeeded: false);
        }

        var open = new List<string>();
        foreach (var path in PrivateNames.Select(name => Path.Combine(dataFolder, name)))
        {
            if ((File.Exists(path) || Directory.Exists(path)) && (File.GetUnixFileMode(path) & Others) != UnixFileMode.None)
            {
                open.Add(path);
            }
        }

        return open.Count == 0
            ? new("file permissions", true, "credential and keys are the owner's alone")
            : new("file permissions", false, $"others may read {string.Join(", ", open)}", $"chmod -R go= {string.Join(' ', open.Select(p => $"'{p}'"))}");
    }
}
