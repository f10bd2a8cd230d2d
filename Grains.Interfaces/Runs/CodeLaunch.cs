namespace Orrery.Grains.Interfaces.Runs;

/// <summary>A call of what a DAG's own file, a program, defines for a task. How such a file is run, the host knows by its name.</summary>
[GenerateSerializer, Immutable, Alias("orrery.code_launch")]
public sealed record CodeLaunch
{
    /// <summary>Name of the file in the working directory.</summary>
    [Id(0)] public required string File { get; init; }

    /// <summary>What the code is given, as JSON: the facts of the try, arguments, XComs. It finds it in the file that <c>$ORRERY_CALL</c> names.</summary>
    [Id(1)] public required string CallJson { get; init; }
}
