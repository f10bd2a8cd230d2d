using Orrery.Core.DagFiles;

namespace Orrery.Cli.Validation;

/// <summary>Checks DAG files and folders of them, as a server would that is given each folder as a bundle.</summary>
internal sealed class Validator(CliContext context)
{
    private readonly List<ValidatedFile> _files = [];
    private readonly Dictionary<string, string> _owners = new(StringComparer.Ordinal);

    /// <summary>Checks everything under the paths.</summary>
    public ValidationReport Check(IEnumerable<string> paths)
    {
        foreach (var path in paths)
        {
            var full = context.FullPath(path);
            if (Directory.Exists(full))
            {
                CheckFolder(full, path);
            }
            else
            {
                CheckFile(full, path);
            }
        }

        return new ValidationReport([.. _files]);
    }

    private void CheckFolder(string folder, string shown)
    {
        try
        {
            var files = DagFileLoader.Find(folder, shown);
            if (files.Count == 0)
            {
                throw CliException.BadInput($"The folder '{shown}' holds no DAG file: nothing in it ends in .yaml or .yml.");
            }

            foreach (var file in files)
            {
                CheckFile(file, Path.Combine(shown, Path.GetRelativePath(folder, file)));
            }
        }
        catch (CliException e)
        {
            _files.Add(Unusable(shown, e));
        }
    }

    private void CheckFile(string path, string shown)
    {
        try
        {
            var result = DagFileLoader.Load(path, shown).Result;
            _files.Add(new ValidatedFile(
                shown,
                [.. result.Dags.Select(d => d.Definition.DagId)],
                [.. result.Errors.Select(Of), .. Duplicates(result, shown)],
                [.. result.Warnings.Select(Of)]));
        }
        catch (CliException e)
        {
            _files.Add(Unusable(shown, e));
        }
    }

    private IEnumerable<Finding> Duplicates(DagFileResult result, string shown)
    {
        foreach (var dag in result.Dags)
        {
            var dagId = dag.Definition.DagId;
            if (_owners.TryAdd(dagId, shown) || _owners[dagId] == shown)
            {
                continue;
            }

            var place = dag.Locations.Field("dag_id") ?? dag.Locations.Dag;
            var message = $"dag_id '{dagId}' is also given in {_owners[dagId]}";
            const string Remedy = "give each DAG its own id";
            yield return new Finding(place.Line, place.Column, dagId, null, "dag_id", "duplicate_dag_id", message, Remedy, $"{shown}:{place}: {message}; {Remedy}");
        }
    }

    private static ValidatedFile Unusable(string shown, CliException e) =>
        new(shown, [], [.. e.Problems.Select(p => new Finding(null, null, null, null, null, "unusable", p, "", p))], []);

    private static Finding Of(DagFileError error) => new(
        error.Line, error.Column, error.DagId, error.TaskId, error.Field, error.Code, error.Message, error.Remedy, error.ToString());
}
