namespace Orrery.Runtime.Processes;

/// <summary>Where tries are while they run.</summary>
/// <param name="Files">The folder of what is written of them: small, and given up when the machine goes down, so that it may be in memory.</param>
/// <param name="Scratch">The folder of their scratch directories, which are as large as a task makes them. It may be the same.</param>
internal sealed record SpoolFolders(string Files, string Scratch)
{
    /// <summary>What the names of a lease's files begin with.</summary>
    public string PathOf(Guid lease) => Path.Combine(Files, lease.ToString("D"));

    /// <summary>The scratch directory of a lease.</summary>
    public string ScratchOf(Guid lease) => Path.Combine(Scratch, lease.ToString("D"));

    /// <summary>Leases of which anything is there.</summary>
    public IReadOnlySet<Guid> List()
    {
        const int Length = 36;
        var leases = new HashSet<Guid>();
        foreach (var path in ((IEnumerable<string>)[Files, Scratch]).Distinct(StringComparer.Ordinal).Where(Directory.Exists).SelectMany(Directory.EnumerateFileSystemEntries))
        {
            var name = Path.GetFileName(path.AsSpan());
            if (Guid.TryParseExact(name[..Math.Min(name.Length, Length)], "D", out var lease))
            {
                _ = leases.Add(lease);
            }
        }

        return leases;
    }
}
