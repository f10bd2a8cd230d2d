namespace Orrery.Storage.Migrations;

/// <summary>A migration that a database says was applied to it.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Name">Its name.</param>
/// <param name="Checksum">Checksum of its text.</param>
internal sealed record AppliedMigration(int Number, string Name, string Checksum);

/// <summary>Compares what a database was given with what this version knows.</summary>
internal static class SchemaCheck
{
    /// <summary>What is left to apply.</summary>
    /// <param name="known">The migrations of this version, in order.</param>
    /// <param name="applied">Those of the database, in order.</param>
    /// <param name="store">The store, for messages.</param>
    /// <exception cref="StoreSchemaException">The schema is newer, or was changed.</exception>
    public static IEnumerable<Migration> Missing(IReadOnlyList<Migration> known, IReadOnlyList<AppliedMigration> applied, string store)
    {
        for (var i = 0; i < applied.Count; i++)
        {
            if (i >= known.Count)
            {
                throw new StoreSchemaException(
                    $"The store '{store}' has schema {applied[^1].Number} ({applied[^1].Name}); this version of Orrery knows up to {known[^1].Number}. " +
                    "A newer version has upgraded it: install that version or a later one, or restore a backup from before the upgrade.");
            }

            if (applied[i].Number != known[i].Number || applied[i].Checksum != known[i].Checksum)
            {
                throw new StoreSchemaException(
                    $"The store '{store}' was given migration {applied[i].Name} with checksum {applied[i].Checksum[..12]}…, and here {known[i].Name} has {known[i].Checksum[..12]}…: " +
                    "it comes from another build. Open it with the build that made it, or restore a backup.");
            }
        }

        return known.Skip(applied.Count);
    }
}
