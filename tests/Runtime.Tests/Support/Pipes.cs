using System.Diagnostics;

namespace Orrery.Runtime.Tests.Support;

/// <summary>Named pipes: what a task of a test waits at until the test lets it go on.</summary>
internal static class Pipes
{
    public static void Make(string path)
    {
        _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var process = Process.Start("mkfifo", [path]);
        process.WaitForExit();
        process.ExitCode.ShouldBe(0);
    }

    /// <summary>Lets whoever reads the pipe go on. Waits for the reader.</summary>
    public static Task ReleaseAsync(string path) => Task.Run(() => File.WriteAllText(path, "go\n")).WaitAsync(ProcessHost.Limit);
}
