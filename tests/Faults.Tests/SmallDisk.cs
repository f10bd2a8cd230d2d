using System.Diagnostics;
using System.Globalization;

namespace Orrery.Faults.Tests;

/// <summary>A disk in memory, mounted at a folder, that can be filled to the last byte. Only root may mount.</summary>
internal sealed class SmallDisk : IDisposable
{
    private const int DiskFull = 28;
    private readonly string _folder;

    public SmallDisk(string folder, int megabytes)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
        Run("mount", "-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={megabytes}m,mode=0700"), "orrery-faults", folder);
    }

    private string Ballast => Path.Combine(_folder, "ballast");

    /// <summary>Leaves no free block, and takes whatever becomes free, until something is noticed.</summary>
    public async Task FillUntilAsync(Task noticed)
    {
        while (!noticed.IsCompleted)
        {
            Fill();
            await Task.Yield();
        }

        await noticed;
    }

    /// <summary>Leaves no free block.</summary>
    public void Fill()
    {
        using var file = File.OpenHandle(Ballast, FileMode.OpenOrCreate, FileAccess.Write);
        foreach (var size in new[] { 1 << 20, 4096 })
        {
            var block = new byte[size];
            try
            {
                for (var end = RandomAccess.GetLength(file); ; end += size)
                {
                    RandomAccess.Write(file, block, end);
                }
            }
            catch (IOException e) when ((e.HResult & 0xFFFF) == DiskFull)
            {
                // The rest in smaller pieces.
            }
        }
    }

    /// <summary>Makes room again.</summary>
    public void Free() => File.Delete(Ballast);

    public void Dispose() => Run("umount", "--lazy", _folder);

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"'{program} {string.Join(' ', arguments)}' failed: {error.Trim()}. This test needs root.");
        }
    }
}
