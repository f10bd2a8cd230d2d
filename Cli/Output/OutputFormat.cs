namespace Orrery.Cli.Output;

/// <summary>How a result is written.</summary>
internal enum OutputFormat
{
    /// <summary>For people.</summary>
    Table = 0,

    /// <summary>One JSON document.</summary>
    Json = 1,

    /// <summary>The same as YAML.</summary>
    Yaml = 2,

    /// <summary>Only what each thing is called, a line each: for other commands.</summary>
    Name = 3,
}
