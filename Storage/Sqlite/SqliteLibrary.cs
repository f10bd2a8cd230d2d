using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Orrery.Storage.Sqlite;

/// <summary>Binds the SQLite of the operating system, so that its security updates are the system's.</summary>
internal static class SqliteLibrary
{
    /// <summary>STRICT tables came with 3.37.</summary>
    private const int OldestVersion = 3_037_000;

    private static readonly Lazy<bool> Bound = new(Bind);

    /// <summary>Makes the library ready; cheap after the first call.</summary>
    /// <exception cref="DllNotFoundException">There is no SQLite, or it is too old; the message says what to install.</exception>
    public static void EnsureLoaded() => _ = Bound.Value;

    private static bool Bind()
    {
        NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, Resolve);
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        raw.FreezeProvider();
        var version = raw.sqlite3_libversion_number();
        return version >= OldestVersion
            ? true
            : throw new DllNotFoundException($"SQLite {raw.sqlite3_libversion().utf8_to_string()} is too old: Orrery needs 3.37 or newer. Update the system's SQLite library.");
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        string[] candidates = OperatingSystem.IsWindows() ? ["winsqlite3.dll"]
            : OperatingSystem.IsMacOS() ? ["/usr/lib/libsqlite3.dylib", "libsqlite3.dylib"]
            : ["libsqlite3.so.0", "libsqlite3.so"];
        foreach (var candidate in candidates)
        {
            if (NativeLibrary.TryLoad(candidate, out var handle))
            {
                return handle;
            }
        }

        throw new DllNotFoundException(
            $"SQLite was not found (looked for {string.Join(", ", candidates)}). Install the system's package: libsqlite3-0 on Debian and Ubuntu, sqlite-libs on Fedora and Alpine.");
    }
}
