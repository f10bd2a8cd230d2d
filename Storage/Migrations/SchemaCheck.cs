namespace Orrery.Storage.Migrations;

/// <summary>A migration that a database says was applied to it.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Name">Its name.</param>
/// <param name="Checksum">Checksum of its text.</param>
/// <param name="CompatibleFrom">The oldest schema whose servers can work with it.</param>
internal sealed record AppliedMigration(int Number, string Name, string Checksum, int CompatibleFrom);

/// <summary>Compares what a database was given with what this version knows.</summary>
internal static class SchemaCheck
{
    /// <summary>
    /// What is left to apply. Nothing when the store is newer than this version and says that it is compatible with it, as during an
    /// upgrade of several servers one after the other.
    /// </summary>
    /// <param name="known">The migrations of this version, in order.</param>
    /// <param name="applied">Those of the database, in order.</param>
    /// <param name="store">The store, for messages.</param>
    /// <exception cref="StoreSchemaException">The schema is newer and not compatible with this version, or was changed.</exception>
    public static IEnumerable<Migration> Missing(IReadOnlyList<Migration> known, IReadOnlyList<AppliedMigration> applied, string store)
    {
        foreach (var (mine, its) in known.Zip(applied))
        {
            if (its.Number != mine.Number || its.Checksum != mine.Checksum)
            {
                throw new StoreSchemaException(
                    $"The store '{store}' was given migration {its.Name} with checksum {its.Checksum[..12]}…, and here {mine.Name} has {mine.Checksum[..12]}…: " +
                    "it comes from another build. Open it with the build that made it, or restore a backup.");
            }
        }

        if (applied.Skip(known.Count).Any(newer => newer.CompatibleFrom > known[^1].Number))
        {
            throw new StoreSchemaException(
                $"The store '{store}' has schema {applied[^1].Number} ({applied[^1].Name}); this version of Orrery knows up to {known[^1].Number}. " +
                "A newer version has upgraded it: install that version or a later one, or restore a backup from before the upgrade.");
        }

        return known.Skip(applied.Count);
    }

    /// <summary>For those who only read a store, and cannot bring it up to date.</summary>
    /// <inheritdoc cref="Missing" path="/param"/>
    /// <exception cref="StoreSchemaException">The schema is older, or newer and not compatible with this version, or was changed.</exception>
    public static void RequireCurrent(IReadOnlyList<Migration> known, IReadOnlyList<AppliedMigration> applied, string store)
    {
        if (Missing(known, applied, store).Any())
        {
            var has = applied.Count == 0 ? "no schema yet" : $"schema {applied[^1].Number} ({applied[^1].Name})";
            throw new StoreSchemaException(
                $"The store '{store}' has {has}, and this version of Orrery needs {known[^1].Number}. Start a server of this version on it once: that upgrades it.");
        }
    }
}
