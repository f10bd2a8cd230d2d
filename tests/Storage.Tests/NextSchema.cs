using Orrery.Storage.Migrations;

namespace Orrery.Storage.Tests;

/// <summary>The schema that a version after this one might bring.</summary>
internal static class NextSchema
{
    private const string AddColumn = "ALTER TABLE dag_run ADD COLUMN colour TEXT NOT NULL DEFAULT 'none';";

    public static readonly int Number = Migration.Load().Count + 1;

    /// <summary>One that this version can work with.</summary>
    public static readonly Migration Compatible = Migration.Parse($"{Number:0000}_colour", $"-- compatible-from: {Number - 1}\n{AddColumn}");

    /// <summary>One that says nothing of it.</summary>
    public static readonly Migration Incompatible = Migration.Parse($"{Number:0000}_colour", AddColumn);
}
