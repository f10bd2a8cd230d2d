using Orrery.Runtime.Loading;

namespace Orrery.Grains.Ingestion;

/// <summary>Calls a parser that somebody else may have written: what it throws or leaves out is an error of the files, not of the server.</summary>
internal static class SafeLoader
{
    /// <summary>One result for each file, in their order.</summary>
    public static async Task<IReadOnlyList<LoadedFile>> LoadAsync(BundleParser parser, BundleParserContext context, IReadOnlyList<string> paths)
    {
        IReadOnlyList<LoadedFile> loaded;
        try
        {
            loaded = await parser.LoadAsync(context, paths, CancellationToken.None);
        }
        catch (Exception e)
        {
            return [.. paths.Select(p => Broken(p, new LoadError($"{p}: the parser {parser.GetType().Name} failed: {e.Message}", Trace: e.ToString())))];
        }

        return loaded.Count == paths.Count && loaded.Zip(paths).All(p => p.First.Path == p.Second)
            ? loaded
            : [.. paths.Select(p => Broken(p, new LoadError($"{p}: the parser {parser.GetType().Name} did not answer with one result for each file, in their order.")))];
    }

    private static LoadedFile Broken(string path, LoadError error) => new() { Path = path, Errors = [error] };
}
