using Orrery.Core.DagFiles;

namespace Orrery.Cli.Validation;

/// <summary>Checks DAG files and folders of them, as a server would that is given each folder as a bundle.</summary>
internal sealed class Validator(CliContext context)
{
    private readonly List<ValidatedFile> _files = [];
    private readonly Dictionary<string, string> _owners = new(StringComparer.Ordinal);

    /// <summary>Checks everything under the paths.</summary>
    public async Task<ValidationReport> CheckAsync(IEnumerable<string> paths, CancellationToken cancellationToken)
    {
        foreach (var path in paths)
        {
            var full = context.FullPath(path);
            if (Directory.Exists(full))
            {
                await CheckFolderAsync(full, path, cancellationToken);
            }
            else
            {
                await CheckFileAsync(full, path, programs: null, cancellationToken);
            }
        }

        return new ValidationReport([.. _files]);
    }

    private async Task CheckFolderAsync(string folder, string shown, CancellationToken cancellationToken)
    {
        try
        {
            var files = DagFileLoader.Find(folder, shown);
            if (files.Count == 0)
            {
                throw CliException.BadInput($"The folder '{shown}' holds no DAG file: nothing in it ends in .yaml, .yml or .py.");
            }

            await using var programs = new DagPrograms(folder);
            foreach (var file in files)
            {
                await CheckFileAsync(file, Path.Combine(shown, Path.GetRelativePath(folder, file)), programs, cancellationToken);
            }
        }
        catch (CliException e)
        {
            _files.Add(Unusable(shown, e));
        }
    }

    private async Task CheckFileAsync(string path, string shown, DagPrograms? programs, CancellationToken cancellationToken)
    {
        try
        {
            var result = await DagFileLoader.LoadAsync(path, shown, programs, cancellationToken);
            _files.Add(new ValidatedFile(
                shown,
                [.. result.Dags.Select(d => d.Definition.DagId)],
                [.. result.Errors, .. Duplicates(result, shown)],
                [.. result.Warnings]));
        }
        catch (CliException e)
        {
            _files.Add(Unusable(shown, e));
        }
    }

    private IEnumerable<Finding> Duplicates(LoadedDagFile result, string shown)
    {
        foreach (var dag in result.Dags)
        {
            var dagId = dag.Definition.DagId;
            if (_owners.TryAdd(dagId, shown) || _owners[dagId] == shown)
            {
                continue;
            }

            var place = dag.Place ?? new SourceLocation(1, 1);
            var message = $"dag_id '{dagId}' is also given in {_owners[dagId]}";
            const string Remedy = "give each DAG its own id";
            yield return new Finding(place.Line, place.Column, dagId, null, "dag_id", "duplicate_dag_id", message, Remedy, $"{shown}:{place}: {message}; {Remedy}");
        }
    }

    private static ValidatedFile Unusable(string shown, CliException e) =>
        new(shown, [], [.. e.Problems.Select(p => new Finding(null, null, null, null, null, "unusable", p, "", p))], []);
}
