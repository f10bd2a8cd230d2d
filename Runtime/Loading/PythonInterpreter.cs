using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;

namespace Orrery.Runtime.Loading;

/// <summary>The Python that reads DAG files and runs the code of their tasks.</summary>
internal static class PythonInterpreter
{
    private const string NoBytecode = "PYTHONDONTWRITEBYTECODE";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly ConcurrentDictionary<string, string> Found = new(StringComparer.Ordinal);

    /// <summary>
    /// Where the SDK is kept compiled, so that not every process compiles it; null: nowhere. A folder that only its owner writes to: what lies there
    /// is run.
    /// </summary>
    private static readonly string? Compiled = FindCache();

    /// <summary>
    /// The program behind a name. What PATH has is often a script that looks for the right version each time, which takes longer than the Python that
    /// it finds; asked once, Python says itself where it is. A name that leads to none is answered as it is: whoever starts it sees what is wrong.
    /// </summary>
    /// <param name="name">A path, or a name that is looked for in PATH.</param>
    public static string Resolve(string name)
    {
        if (Found.TryGetValue(name, out var known) && File.Exists(known))
        {
            return known;
        }

        if (Ask(name) is not { } path)
        {
            return name;
        }

        Found[name] = path;
        return path;
    }

    /// <summary>The command that runs a module of the SDK. The SDK sees to it that no code of a bundle is kept compiled.</summary>
    /// <param name="program">Python.</param>
    /// <param name="environment">The environment of the command, made fit for it.</param>
    /// <param name="module">The module.</param>
    /// <param name="arguments">Its arguments.</param>
    public static string[] Command(string program, Dictionary<string, string> environment, string module, params ReadOnlySpan<string> arguments)
    {
        if (Compiled is null)
        {
            return [program, "-m", module, .. arguments];
        }

        environment.Remove(NoBytecode);
        return [program, "-X", $"pycache_prefix={Compiled}", "-m", module, .. arguments];
    }

    private static string? Ask(string name)
    {
        var start = new ProcessStartInfo(name, ["-c", "import sys; print(sys.executable)"])
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/",
        };
        try
        {
            using var process = Process.Start(start)!;
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            var said = process.StandardOutput.ReadToEndAsync();
            if (!process.WaitForExit(Patience) || !said.Wait(Patience))
            {
                process.Kill(entireProcessTree: true);
                return null;
            }

            var path = said.Result.Trim();
            return process.ExitCode == 0 && Path.IsPathRooted(path) && File.Exists(path) ? path : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static string? FindCache()
    {
        var root = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } given && Path.IsPathRooted(given)
            ? given
            : Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home && Path.IsPathRooted(home) && Directory.Exists(home) ? Path.Combine(home, ".cache") : null;
        if (root is null)
        {
            return null;
        }

        var folder = Path.Combine(root, "orrery", "python");
        try
        {
            const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            if (OperatingSystem.IsWindows())
            {
                return null;
            }

            Directory.CreateDirectory(folder, Own);
            return File.GetUnixFileMode(folder) == Own ? folder : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
