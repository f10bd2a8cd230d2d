using System.Collections.Immutable;
using Orrery.Grains.Code;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Runtime.Loading;

namespace Orrery.Grains.Ingestion;

/// <summary>A file in the course of a pass: what it yielded, and what came of that.</summary>
internal sealed class ReadFile(SnapshotFile file, LoadedFile loaded)
{
    private readonly List<LoadError> _errors = [.. loaded.Errors];
    private readonly List<LoadError> _warnings = [.. loaded.Warnings];
    private readonly List<PublishResult> _published = [];

    /// <summary>The file.</summary>
    public SnapshotFile File { get; } = file;

    /// <summary>What it yielded.</summary>
    public LoadedFile Loaded { get; } = loaded;

    /// <summary>What is wrong with it, from itself or from elsewhere.</summary>
    public IReadOnlyCollection<LoadError> Errors => _errors;

    /// <summary>What is allowed but probably not meant.</summary>
    public IReadOnlyCollection<LoadError> Warnings => _warnings;

    /// <summary>Whether it is refused because another file or bundle has its DAG.</summary>
    public bool IsRefused { get; private set; }

    /// <summary>Its new releases.</summary>
    public IReadOnlyCollection<PublishResult> Published => _published;

    /// <summary>Ids of its DAGs.</summary>
    public ImmutableArray<string> DagIds { get; } = [.. loaded.Dags.Select(d => d.Definition.DagId)];

    /// <summary>Another file or bundle has one of its DAGs.</summary>
    public void Refuse(string why)
    {
        IsRefused = true;
        _errors.Add(new LoadError($"{File.Path}: {why}"));
    }

    /// <summary>Something is allowed but probably not meant.</summary>
    public void Warn(string message) => _warnings.Add(new LoadError(message));

    /// <summary>What became of one of its DAGs.</summary>
    public void Take(PublishResult result)
    {
        foreach (var warning in result.Warnings)
        {
            Warn(warning);
        }

        if (result.Refused is { } why)
        {
            Refuse(why);
        }
        else if (result.IsNew)
        {
            _published.Add(result);
        }
    }
}
