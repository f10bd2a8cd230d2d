using System.Collections.Immutable;
using Orrery.Core.Dags;

namespace Orrery.Runtime.Loading;

/// <summary>What a file yielded: its DAGs, or everything that is wrong with it. A file with errors yields no DAG at all.</summary>
public sealed record LoadedFile
{
    /// <summary>Path of the file in the bundle.</summary>
    public required string Path { get; init; }

    /// <summary>The DAGs, in the order of the file.</summary>
    public ImmutableArray<LoadedDag> Dags { get; init; } = [];

    /// <summary>
    /// What was read to make them: the file itself, files it imported, variables, environment. It is read again only when one of them
    /// has changed. Also of a file with errors, as far as it is known.
    /// </summary>
    public ImmutableArray<LoadInput> Inputs { get; init; } = [];

    /// <summary>What is wrong, in the order of the file.</summary>
    public ImmutableArray<LoadError> Errors { get; init; } = [];

    /// <summary>What is allowed but probably not meant.</summary>
    public ImmutableArray<LoadError> Warnings { get; init; } = [];
}

/// <summary>A valid DAG.</summary>
/// <param name="Definition">The DAG.</param>
/// <param name="Canonical">Its canonical document and version.</param>
public sealed record LoadedDag(DagDefinition Definition, CanonicalDag Canonical);

/// <summary>Something a DAG was made from.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Path of a file or folder in the bundle, or the name of a variable.</param>
/// <param name="Hash">SHA-256 of its content, names or value, 64 hex digits; empty: it was not there.</param>
public sealed record LoadInput(LoadInputKind Kind, string Name, string Hash);

/// <summary>What a DAG can be made from.</summary>
public enum LoadInputKind
{
    /// <summary>A file of the bundle.</summary>
    File,

    /// <summary>A variable of the installation.</summary>
    Variable,

    /// <summary>A variable of the environment.</summary>
    Environment,

    /// <summary>The names in a folder of the bundle. When they change the file is read again; what they are is no part of a DAG's code.</summary>
    Directory,
}

/// <summary>One thing that is wrong with a file.</summary>
/// <param name="Message">What is wrong, where, and the remedy: a sentence that can stand alone.</param>
/// <param name="Line">Line, from 1; null: no single one.</param>
/// <param name="Column">Column, from 1; null: no single one.</param>
/// <param name="Trace">The stack trace of a program; null: there is none.</param>
public sealed record LoadError(string Message, int? Line = null, int? Column = null, string? Trace = null);
