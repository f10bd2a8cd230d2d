namespace Orrery.Core.Dags;

/// <summary>What a sensor waits for. A closed set.</summary>
public abstract record SensorCondition
{
    private SensorCondition()
    {
    }

    /// <summary>Name of its field in a DAG file.</summary>
    public abstract string Name { get; }

    /// <summary>A file, or a folder with a file in it.</summary>
    /// <param name="Path">Path or glob pattern, a template; relative ones count from the root of the bundle.</param>
    public sealed record File(string Path) : SensorCondition
    {
        /// <inheritdoc/>
        public override string Name => "file";
    }

    /// <summary>An answer over HTTP.</summary>
    public sealed record Http : SensorCondition
    {
        /// <inheritdoc/>
        public override string Name => "http";

        /// <summary>Address, a template: <c>http</c> or <c>https</c>.</summary>
        public required string Url { get; init; }

        /// <summary>Method. Default GET.</summary>
        public string Method { get; init; } = "GET";

        /// <summary>Headers; values are templates.</summary>
        public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

        /// <summary>Body to send, a template. Null (default): none.</summary>
        public string? Body { get; init; }

        /// <summary>Status codes that are right; empty (default): 200 to 299. With another, 404 means "not yet" and the rest is an error.</summary>
        public IReadOnlyList<int> Status { get; init; } = [];

        /// <summary>Text that the answer must hold, a template. Null (default): any.</summary>
        public string? Contains { get; init; }
    }

    /// <summary>A query whose first row begins with a value that is true.</summary>
    /// <param name="Kind">Kind of the database.</param>
    /// <param name="Connection">For SQLite the path of the file; for PostgreSQL a connection string. A template.</param>
    /// <param name="Query">The query, a template.</param>
    public sealed record Sql(SqlKind Kind, string Connection, string Query) : SensorCondition
    {
        /// <inheritdoc/>
        public override string Name => "sql";
    }

    /// <summary>A bash script that ends with exit code 0.</summary>
    /// <param name="Script">The script, a template. 99 skips the task; other exit codes mean "not yet".</param>
    /// <param name="RetryExitCode">Only this exit code means "not yet", others are errors. Null (default): all do.</param>
    public sealed record Bash(string Script, int? RetryExitCode = null) : SensorCondition
    {
        /// <inheritdoc/>
        public override string Name => "bash";
    }

    /// <summary>A program that ends with exit code 0.</summary>
    /// <param name="Argv">Program and arguments, each a template.</param>
    /// <param name="RetryExitCode">Only this exit code means "not yet", others are errors. Null (default): all do.</param>
    public sealed record Command(IReadOnlyList<string> Argv, int? RetryExitCode = null) : SensorCondition
    {
        /// <inheritdoc/>
        public override string Name => "command";
    }

    /// <summary>What the DAG's own file defines for the task says that it is there.</summary>
    /// <param name="Call">What it is given.</param>
    public sealed record Code(CodeCall Call) : SensorCondition
    {
        /// <inheritdoc/>
        public override string Name => "code";
    }

    /// <summary>News of an asset.</summary>
    /// <param name="Uri">URI of the asset.</param>
    /// <param name="Since">
    /// The moment from which news count, a template. Null (default): the start of the run's data interval; of runs without one, when the run started.
    /// </param>
    public sealed record Asset(string Uri, string? Since = null) : SensorCondition
    {
        /// <inheritdoc/>
        public override string Name => "asset";
    }

    /// <summary>A run of another DAG, or one task of it.</summary>
    public sealed record Dag : SensorCondition
    {
        /// <inheritdoc/>
        public override string Name => "dag";

        /// <summary>Id of the DAG.</summary>
        public required string DagId { get; init; }

        /// <summary>Id of a task of the run; all its instances count. Null (default): the run as a whole.</summary>
        public string? TaskId { get; init; }

        /// <summary>Id of the run, a template. Null (default): the run of <see cref="LogicalDate"/>.</summary>
        public string? RunId { get; init; }

        /// <summary>Logical date of the run, a template. Null (default): the same as that of this run.</summary>
        public string? LogicalDate { get; init; }

        /// <summary>States waited for; default: success.</summary>
        public IReadOnlyList<string> AllowedStates { get; init; } = ["success"];

        /// <summary>States in which the sensor fails; default: none.</summary>
        public IReadOnlyList<string> FailedStates { get; init; } = [];

        /// <summary>States in which the sensor is skipped; default: none.</summary>
        public IReadOnlyList<string> SkippedStates { get; init; } = [];
    }
}

/// <summary>Databases a sensor can ask. The numbers are stored and sent: never renumber, only append.</summary>
public enum SqlKind : byte
{
    /// <summary>A file of SQLite, opened for reading only.</summary>
    Sqlite = 0,

    /// <summary>PostgreSQL.</summary>
    Postgres = 1,
}
