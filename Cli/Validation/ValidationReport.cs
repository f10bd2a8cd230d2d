using System.Collections.Immutable;
using Orrery.Core.DagFiles;

namespace Orrery.Cli.Validation;

/// <summary>What came of checking files.</summary>
/// <param name="Files">The files, in the order they were checked.</param>
internal sealed record ValidationReport(ImmutableArray<ValidatedFile> Files)
{
    /// <summary>Whether nothing is wrong.</summary>
    public bool IsValid => Files.All(f => f.Errors.IsEmpty);
}

/// <summary>What came of checking one file.</summary>
/// <param name="File">The file, as it was named.</param>
/// <param name="Dags">Ids of its DAGs; empty when there are errors.</param>
/// <param name="Errors">What is wrong.</param>
/// <param name="Warnings">What is allowed, but probably not meant.</param>
internal sealed record ValidatedFile(string File, ImmutableArray<string> Dags, ImmutableArray<Finding> Errors, ImmutableArray<Finding> Warnings);

/// <summary>One thing that was found.</summary>
/// <param name="Line">Line, from 1; null when it is about the file as a whole.</param>
/// <param name="Column">Column, from 1; null when it is about the file as a whole.</param>
/// <param name="DagId">The DAG it is in.</param>
/// <param name="TaskId">The task it is in.</param>
/// <param name="Field">The field it is in.</param>
/// <param name="Code">A stable name for its kind.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Remedy">What would be right.</param>
/// <param name="Text">All of it in one line, with the place.</param>
/// <param name="Trace">The stack trace and what was printed, of a program; null when there is none.</param>
internal sealed record Finding(int? Line, int? Column, string? DagId, string? TaskId, string? Field, string Code, string Message, string Remedy, string Text, string? Trace = null)
{
    /// <summary>An error or warning of a DAG file.</summary>
    public static Finding Of(DagFileError error) => new(
        error.Line, error.Column, error.DagId, error.TaskId, error.Field, error.Code, error.Message, error.Remedy, error.ToString());
}
