using System.Diagnostics;

namespace Orrery.Runtime.Tests.Bundles;

/// <summary>A real repository in a temporary folder.</summary>
internal sealed class GitRepository
{
    public GitRepository(string folder)
    {
        Folder = Directory.CreateDirectory(folder).FullName;
        Git("init", "--quiet", "--initial-branch=main");
    }

    public string Folder { get; }

    public void Write(string path, string content)
    {
        var full = Path.Combine(Folder, path);
        _ = Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, content);
    }

    /// <summary>Commits everything, and answers the commit.</summary>
    public string Commit(string message = "change")
    {
        Git("add", "--all");
        Git("commit", "--quiet", "--allow-empty", "--message", message);
        return Git("rev-parse", "HEAD");
    }

    public string Git(params string[] arguments)
    {
        var start = new ProcessStartInfo("git") { WorkingDirectory = Folder, RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var name in (string[])["GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"])
        {
            start.Environment[name] = "Somebody";
        }

        foreach (var name in (string[])["GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"])
        {
            start.Environment[name] = "somebody@example.org";
        }

        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, $"git {string.Join(' ', arguments)}");
        return output.Trim();
    }
}
