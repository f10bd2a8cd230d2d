namespace Orrery.Grains.Ingestion;

/// <summary>The files of a bundle that have import errors.</summary>
internal sealed class ImportErrorSet
{
    private readonly HashSet<string> _broken = new(StringComparer.Ordinal);
    private readonly HashSet<string> _refused = new(StringComparer.Ordinal);

    /// <summary>Those whose error is that another file or bundle has their DAG: it may go away by itself.</summary>
    public IReadOnlySet<string> Refused => _refused;

    /// <summary>Whether the file has one.</summary>
    public bool Contains(string path) => _broken.Contains(path);

    /// <summary>Whether it has one from now on.</summary>
    public void Set(string path, bool isBroken, bool isRefused = false)
    {
        _ = isBroken ? _broken.Add(path) : _broken.Remove(path);
        _ = isRefused ? _refused.Add(path) : _refused.Remove(path);
    }

    /// <summary>The file is gone.</summary>
    public void Remove(string path) => Set(path, isBroken: false);
}
