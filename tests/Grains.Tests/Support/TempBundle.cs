namespace Orrery.Grains.Tests.Support;

/// <summary>A folder of its own for another bundle.</summary>
public sealed class TempBundle : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("orrery-bundle-").FullName;

    public void Write(string path, string text) => File.WriteAllText(System.IO.Path.Combine(Path, path), text);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
