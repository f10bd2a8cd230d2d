namespace Orrery.Api.Tests.Support;

/// <summary>A folder for one test.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("orrery-api-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
