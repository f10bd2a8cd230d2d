using System.Text.Json;

namespace Orrery.Storage.Sqlite;

/// <summary>
/// The right to be the one server of a store: an exclusive lock on <c>server.lock</c>, which the operating system takes back when the
/// process ends, however it ends.
/// </summary>
/// <remarks>Who holds it stands in <c>server.json</c> beside it: a locked file cannot be read everywhere.</remarks>
internal sealed class ServerLock : IDisposable
{
    /// <summary>What the errors for "somebody has it" are called by Linux (11), macOS (35) and Windows (32, 33).</summary>
    private static readonly int[] LockedErrors = [11, 35, 32, 33];

    private readonly FileStream _file;
    private readonly string _folder;
    private StoreHolder _holder;

    private ServerLock(FileStream file, string folder, StoreHolder holder)
    {
        _file = file;
        _folder = folder;
        _holder = holder;
    }

    /// <summary>Takes the lock.</summary>
    /// <exception cref="StoreInUseException">Another server has it.</exception>
    public static ServerLock Take(string folder, StoreHolder holder)
    {
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = StoreFiles.OwnerOnly;
            }

            var taken = new ServerLock(new FileStream(Path.Combine(folder, "server.lock"), options), folder, holder);
            taken.Write();
            return taken;
        }
        catch (IOException e) when (LockedErrors.Contains(e.HResult & 0xFFFF))
        {
            throw new StoreInUseException(
                $"The store in '{folder}' is in use by {Describe(Read(folder))}. Stop that server, or give this one another folder.");
        }
    }

    /// <summary>Who holds the store, as far as is known; null when nobody has written it down.</summary>
    public static StoreHolder? Read(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(InfoPath(folder)), StoreHolderJson.Default.StoreHolder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null; // It only makes a message better.
        }
    }

    /// <summary>Writes down where this server can be reached.</summary>
    public void Announce(string address)
    {
        _holder = _holder with { Address = address };
        Write();
    }

    public void Dispose()
    {
        if (!_file.CanWrite)
        {
            return; // Closed before; the description may by now be another server's.
        }

        File.Delete(InfoPath(_folder));
        _file.Dispose();
    }

    private static string InfoPath(string folder) => Path.Combine(folder, "server.json");

    private static string Describe(StoreHolder? holder) => holder is null
        ? "another server"
        : $"'{holder.Holder}' (pid {holder.Pid} on {holder.Host}, since {holder.Since:yyyy-MM-dd HH:mm:ss} UTC{(holder.Address is null ? "" : $", at {holder.Address}")})";

    private void Write()
    {
        // Replaced as a whole, so that a reader never sees half of it.
        var next = InfoPath(_folder) + ".new";
        StoreFiles.CreateForOwner(next);
        File.WriteAllBytes(next, JsonSerializer.SerializeToUtf8Bytes(_holder, StoreHolderJson.Default.StoreHolder));
        File.Move(next, InfoPath(_folder), overwrite: true);
    }
}
