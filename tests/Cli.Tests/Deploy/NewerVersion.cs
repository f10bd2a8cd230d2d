namespace Orrery.Cli.Tests.Deploy;

/// <summary>The same program with one more file: another version.</summary>
internal sealed class NewerVersion : IDisposable
{
    public NewerVersion()
    {
        foreach (var file in Directory.EnumerateFiles(Checkout.Published, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(Folder, Path.GetRelativePath(Checkout.Published, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        File.WriteAllText(Path.Combine(Folder, "news.txt"), "newer");
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("orrery-newer-").FullName;

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
