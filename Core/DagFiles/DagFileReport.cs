using System.Collections.Immutable;
using Orrery.Core.Validation;

namespace Orrery.Core.DagFiles;

/// <summary>Collects what is wrong with one file while it is read. Readers say which DAG, task and field they are in.</summary>
internal sealed class DagFileReport(string file, DagFileLimits limits)
{
    private readonly List<DagFileError> _errors = [];
    private readonly List<DagFileError> _warnings = [];
    private readonly HashSet<(SourceLocation, string Code, string Message)> _seen = [];
    private readonly HashSet<(int? Task, string Field, string? Item)> _failed = [];
    private SourceLocation? _firstUnlisted;

    /// <summary>The DAG that is being read.</summary>
    public string? DagId { get; private set; }

    /// <summary>Index of the task that is being read.</summary>
    public int? Task { get; set; }

    /// <summary>Id of the task that is being read.</summary>
    public string? TaskId { get; set; }

    /// <summary>Name of the field that is being read.</summary>
    public string? Field { get; set; }

    /// <summary>Which entry of the field is being read, if it is a mapping of things that can fail by themselves.</summary>
    public string? Item { get; set; }

    /// <summary>Suggestions for mistyped names.</summary>
    public Nearest Nearest { get; } = new();

    public bool HasErrors => _errors.Count > 0;

    /// <summary>Whether no further error will be listed, so that looking for more is a waste.</summary>
    public bool IsFull => _errors.Count >= limits.MaxErrors;

    /// <summary>Begins the next DAG.</summary>
    public void StartDag(string? dagId)
    {
        DagId = dagId;
        _failed.Clear();
    }

    /// <summary>Whether reading the field, or the item of it, has already failed, so that judging its value makes no sense.</summary>
    public bool HasFailed(int? task, string field, string? item) => _failed.Contains((task, field, item));

    /// <summary>Reports an error in the current DAG, task and field.</summary>
    public void Error(SourceLocation at, string code, string message, string remedy = "")
    {
        if (Field is not null)
        {
            _failed.Add((Task, Field, Item));
        }

        Add(_errors, at, code, message, remedy);
    }

    /// <summary>Reports what is allowed, but probably not meant.</summary>
    public void Warn(SourceLocation at, string code, string message, string remedy = "") => Add(_warnings, at, code, message, remedy);

    /// <summary>All of it, in the order of the file.</summary>
    public (ImmutableArray<DagFileError> Errors, ImmutableArray<DagFileError> Warnings) Finish()
    {
        var errors = InOrder(_errors);
        if (_firstUnlisted is { } location)
        {
            errors = errors.Add(new DagFileError
            {
                File = file,
                Location = location,
                Code = DagProblemCodes.TooManyErrors,
                Message = $"more than {limits.MaxErrors} errors; the rest is not listed",
                Remedy = "correct the ones above first",
            });
        }

        return (errors, InOrder(_warnings));
    }

    private void Add(List<DagFileError> to, SourceLocation at, string code, string message, string remedy)
    {
        // A value shared through an alias or default_args is read once for each task, and wrong once.
        if (!_seen.Add((at, code, message)))
        {
            return;
        }

        if (to.Count >= limits.MaxErrors)
        {
            _firstUnlisted ??= to == _errors ? at : null;
            return;
        }

        to.Add(new DagFileError
        {
            File = file,
            Location = at,
            DagId = DagId,
            TaskId = TaskId,
            Field = Field,
            Code = code,
            Message = message,
            Remedy = remedy,
        });
    }

    private static ImmutableArray<DagFileError> InOrder(List<DagFileError> errors) =>
        [.. errors.OrderBy(e => e.Line).ThenBy(e => e.Column)];
}
