using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Grains.Interfaces.Secrets;

/// <summary>A variable as people are shown it. Field names are those of the REST API.</summary>
[GenerateSerializer, Immutable, Alias("orrery.variable_info")]
public sealed record VariableInfo
{
    /// <summary>Key.</summary>
    [Id(0)] public required string Key { get; init; }

    /// <summary>Its value; <c>***</c> where the key, or a name in a JSON value, promises a secret.</summary>
    [Id(1)] public required string Value { get; init; }

    /// <summary>What it is for.</summary>
    [Id(2)] public string? Description { get; init; }

    /// <summary>Why its value cannot be opened; null: it can.</summary>
    [Id(3)] public string? Problem { get; init; }
}

/// <summary>What somebody wants a variable to be. Only what <see cref="Fields"/> names is changed.</summary>
[GenerateSerializer, Immutable, Alias("orrery.variable_change")]
public sealed record VariableChange
{
    /// <summary>Key: 1 to 250 characters.</summary>
    [Id(0)] public required string Key { get; init; }

    /// <summary>
    /// Its value, at most 262,144 characters; what people are shown as <c>***</c> and send back stays what it was.
    /// </summary>
    [Id(1)] public string? Value { get; init; }

    /// <summary>What it is for, at most 5,000 characters; null or empty: nothing.</summary>
    [Id(2)] public string? Description { get; init; }

    /// <summary>What is given: <c>value</c>, <c>description</c>. The default is both.</summary>
    [Id(3)] public ImmutableArray<string> Fields { get; init; } = ["value", "description"];

    /// <summary>Whether it must not exist yet (true), must exist (false), or either (null).</summary>
    [Id(4)] public bool? IsNew { get; init; }

    /// <summary>Who asks.</summary>
    [Id(5)] public string Actor { get; init; } = "api";
}

/// <summary>A variable with its value in clear, for who may read it.</summary>
[GenerateSerializer, Immutable, Alias("orrery.variable_secret")]
public sealed record VariableSecret
{
    /// <summary>Key.</summary>
    [Id(0)] public required string Key { get; init; }

    /// <summary>Its value.</summary>
    [Id(1)] public required string Value { get; init; }

    /// <summary>What it is for.</summary>
    [Id(2)] public string? Description { get; init; }

    /// <summary>The key alone: the value is not for logs.</summary>
    public override string ToString() => Key;
}

/// <summary>Asks for a part of a list.</summary>
[GenerateSerializer, Immutable, Alias("orrery.secret_query")]
public sealed record SecretQuery
{
    /// <summary>Only names that contain this, in any case: <c>%</c> stands for any text, <c>_</c> for any character, <c>|</c> between alternatives. Null: all.</summary>
    [Id(0)] public string? Pattern { get; init; }

    /// <summary>Fields to order by, each with <c>-</c> in front for descending; ties by name. Empty: by name.</summary>
    [Id(1)] public ImmutableArray<string> OrderBy { get; init; } = [];

    /// <summary>Most items: 0 or more.</summary>
    [Id(2)] public int Limit { get; init; } = int.MaxValue;

    /// <summary>How many to skip: 0 or more.</summary>
    [Id(3)] public int Offset { get; init; }
}

/// <summary>A part of a list.</summary>
/// <typeparam name="T">What is listed.</typeparam>
[GenerateSerializer, Immutable, Alias("orrery.secret_page`1")]
public sealed record SecretPage<T>
{
    /// <summary>The items.</summary>
    [Id(0)] public required ImmutableArray<T> Items { get; init; }

    /// <summary>How many there are in all.</summary>
    [Id(1)] public required int Total { get; init; }
}

/// <summary>Secrets in clear, all that were asked for or none.</summary>
/// <typeparam name="T">What they are.</typeparam>
[GenerateSerializer, Immutable, Alias("orrery.secret_export`1")]
public sealed record SecretExport<T>
{
    /// <summary>What became of it. Refused: something cannot be opened.</summary>
    [Id(0)] public required ActionResult Outcome { get; init; }

    /// <summary>The secrets by name.</summary>
    [Id(1)] public ImmutableArray<T> Items { get; init; } = [];
}
