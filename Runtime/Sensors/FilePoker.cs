using Microsoft.Extensions.FileSystemGlobbing;
using Microsoft.Extensions.FileSystemGlobbing.Abstractions;
using Orrery.Core.Waits;
using Orrery.Grains.Interfaces.Runs;

namespace Orrery.Runtime.Sensors;

/// <summary>Looks for a file, a folder with a file in it, or a file that matches a pattern.</summary>
internal sealed class FilePoker : IPoker
{
    public Task<PokeResult> PokeAsync(LaunchSpec spec, CancellationToken cancellationToken) =>
        Task.Run(() => Exists(FullPath(spec)) ? new PokeResult(PokeKind.Met, $"Found {spec.Sensor!.For}.") : new PokeResult(PokeKind.NotYet, $"There is no {spec.Sensor!.For}."), cancellationToken);

    private static string FullPath(LaunchSpec spec) =>
        Path.Combine(spec.WorkingDirectory ?? Directory.GetCurrentDirectory(), spec.Sensor!.File!);

    private static bool Exists(string path)
    {
        if (path.Contains('*'))
        {
            return AnyMatches(path);
        }

        return File.Exists(path) || (Directory.Exists(path) && Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Any());
    }

    private static bool AnyMatches(string pattern)
    {
        // What comes before the first folder with a pattern is where the search begins.
        var start = pattern.LastIndexOf('/', pattern.IndexOf('*', StringComparison.Ordinal));
        var root = new DirectoryInfo(start <= 0 ? "/" : pattern[..start]);
        return root.Exists && new Matcher(StringComparison.Ordinal).AddInclude(pattern[(start + 1)..]).Execute(new DirectoryInfoWrapper(root)).HasMatches;
    }
}
