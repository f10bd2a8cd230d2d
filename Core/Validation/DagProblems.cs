namespace Orrery.Core.Validation;

/// <summary>Collects problems; the checks say what and where.</summary>
internal sealed class DagProblems(Nearest nearest)
{
    private readonly List<DagProblem> _found = [];

    public IReadOnlyList<DagProblem> Found => _found;

    public Nearest Nearest => nearest;

    public void Add(
        string code, string message, string remedy, int? task = null, string? field = null, string? item = null, int? otherTask = null) =>
        _found.Add(new DagProblem
        {
            Code = code,
            Message = message,
            Remedy = remedy,
            Task = task,
            Field = field,
            Item = item,
            OtherTask = otherTask,
        });

    public void Warn(string code, string message, string remedy, int? task = null, string? field = null, string? item = null) =>
        _found.Add(new DagProblem { Code = code, Message = message, Remedy = remedy, Task = task, Field = field, Item = item, IsWarning = true });
}
