using Orrery.Core.Validation;

namespace Orrery.Core.DagFiles;

/// <summary>Something wrong in a DAG file: where, what, and what would be right. Warnings have the same shape.</summary>
public sealed record DagFileError
{
    /// <summary>The file, as the caller named it.</summary>
    public required string File { get; init; }

    /// <summary>Where in the file.</summary>
    public required SourceLocation Location { get; init; }

    /// <summary>The DAG it is in; null when it is in none or its id is not known.</summary>
    public string? DagId { get; init; }

    /// <summary>The task it is in; null when it is in none or its id is not known.</summary>
    public string? TaskId { get; init; }

    /// <summary>The field it is in, as <c>retries</c> or <c>default_args.retries</c>; null when it is in none.</summary>
    public string? Field { get; init; }

    /// <summary>A stable name for the kind of error, one of <see cref="DagProblemCodes"/>.</summary>
    public required string Code { get; init; }

    /// <summary>What is wrong: no capital at the start, no full stop at the end.</summary>
    public required string Message { get; init; }

    /// <summary>What would be right; empty when the message says it all.</summary>
    public string Remedy { get; init; } = "";

    /// <summary>The line, from 1.</summary>
    public int Line => Location.Line;

    /// <summary>The column, from 1.</summary>
    public int Column => Location.Column;

    /// <summary>One line for people: <c>file:line:column: task 'id': message; remedy</c>.</summary>
    public override string ToString()
    {
        var scope = TaskId is not null ? $"task {Shown.Quote(TaskId)}: " : "";
        return Remedy.Length == 0 ? $"{File}:{Location}: {scope}{Message}" : $"{File}:{Location}: {scope}{Message}; {Remedy}";
    }
}
