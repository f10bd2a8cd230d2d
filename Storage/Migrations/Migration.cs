using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Orrery.Storage.Migrations;

/// <summary>A numbered step of a database's schema; never changed once released.</summary>
/// <param name="Number">Its number, from 1 without gaps.</param>
/// <param name="Name">Name of its file, without ending.</param>
/// <param name="Sql">Its statements.</param>
/// <param name="Checksum">SHA-256 of its text with line feeds, 64 hex digits.</param>
/// <param name="CompatibleFrom">
/// The oldest schema whose servers can work with a store that has this one; the number of the migration itself when its file does not begin
/// with a line <c>-- compatible-from: N</c>.
/// </param>
internal sealed partial record Migration(int Number, string Name, string Sql, string Checksum, int CompatibleFrom)
{
    /// <summary>All migrations, in order. They are written in SQLite's dialect; PostgreSQL's is derived from it.</summary>
    public static IReadOnlyList<Migration> Load()
    {
        var assembly = typeof(Migration).Assembly;
        var prefix = $"{typeof(Migration).Namespace}.Sql.";
        return [.. assembly.GetManifestResourceNames()
            .Where(resource => resource.StartsWith(prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(resource =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
                return Parse(Path.GetFileNameWithoutExtension(resource[prefix.Length..]), reader.ReadToEnd());
            })];
    }

    /// <summary>Reads a migration.</summary>
    /// <param name="name">Name of its file, without ending: four digits, an underscore, words.</param>
    /// <param name="text">Its text.</param>
    public static Migration Parse(string name, string text)
    {
        var sql = text.ReplaceLineEndings("\n");
        var number = int.Parse(name.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture);
        var header = CompatibilityHeader().Match(sql);
        var compatibleFrom = header.Success ? int.Parse(header.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : number;
        return new Migration(number, name, sql, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql))), compatibleFrom);
    }

    [GeneratedRegex(@"\A-- compatible-from: (\d+)\n")]
    private static partial Regex CompatibilityHeader();
}
