using System.Globalization;

namespace Orrery.Cli.Bench;

/// <summary>W4: a bundle of DAG files.</summary>
/// <param name="Files">How many.</param>
/// <param name="DagsPerFile">DAGs in each, of three tasks.</param>
/// <param name="IsPython">Whether the files are programs in Python; else they are YAML.</param>
/// <param name="Variables">How many variables of the installation each file reads; only programs do while they are read.</param>
internal sealed record IngestWorkload(int Files, int DagsPerFile, bool IsPython = false, int Variables = 0)
{
    /// <summary>Its name.</summary>
    public const string Name = "W4";

    /// <summary>What it is, in words.</summary>
    public const string What = "DAG files brought in, deployed and looked at again";

    private const int Folders = 50;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<IngestWorkload> All { get; } =
    [
        new(1_000, 1), new(10_000, 1), new(1_000, 10), new(1_000, 1, IsPython: true), new(1_000, 10, IsPython: true), new(1_000, 1, IsPython: true, Variables: 10),
    ];

    /// <summary>What its files are.</summary>
    public string Kind => IsPython ? "python" : "yaml";

    /// <summary>The id of a DAG.</summary>
    /// <param name="prefix">How ids begin.</param>
    /// <param name="file">Number of the file.</param>
    /// <param name="dag">Number of the DAG in it.</param>
    public static string DagId(string prefix, int file, int dag) => Text($"{prefix}_{file:D6}_{dag}");

    /// <summary>The name of a variable.</summary>
    /// <param name="number">Which, from 0.</param>
    public static string Variable(int number) => Text($"bench_{number}");

    /// <summary>Writes all files below a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="prefix">How ids begin.</param>
    public async Task WriteAsync(string folder, string prefix)
    {
        for (var file = 0; file < Files; file++)
        {
            await WriteAsync(folder, prefix, file, "true");
        }
    }

    /// <summary>Writes one file.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="prefix">How ids begin.</param>
    /// <param name="file">Number of the file.</param>
    /// <param name="script">What the first task of each DAG does.</param>
    public Task WriteAsync(string folder, string prefix, int file, string script)
    {
        var below = Directory.CreateDirectory(Path.Combine(folder, Text($"team{file % Folders:D2}"))).FullName;
        return File.WriteAllTextAsync(Path.Combine(below, Text($"f{file:D6}.{(IsPython ? "py" : "yaml")}")), IsPython ? Python(prefix, file, script) : Yaml(prefix, file, script));
    }

    private string Yaml(string prefix, int file, string script) => string.Join("---\n", Enumerable.Range(0, DagsPerFile).Select(dag => Text($"""
        dag_id: {DagId(prefix, file, dag)}
        schedule: "{file % 60} {file / 60 % 24} * * *"
        start_date: 2099-01-01
        tags: [bench]
        tasks:
          - task_id: extract
            bash: "{script}"
          - task_id: transform
            bash: "true"
            depends_on: extract
          - task_id: load
            bash: "true"
            depends_on: transform

        """)));

    private string Python(string prefix, int file, string script)
    {
        var reads = string.Join(", ", Enumerable.Range(0, Variables).Select(v => $"Variable.get(\"{Variable(v)}\")"));
        return Text($"""
            from datetime import datetime

            from airflow import DAG
            from airflow.models import Variable
            from airflow.operators.bash import BashOperator

            values = [{reads}]
            for number in range({DagsPerFile}):
                with DAG(f"{prefix}_{file:D6}_{"{number}"}", schedule="@daily", start_date=datetime(2099, 1, 1), tags=["bench"]) as dag:
                    extract = BashOperator(task_id="extract", bash_command="{script}")
                    transform = BashOperator(task_id="transform", bash_command="true")
                    load = BashOperator(task_id="load", bash_command="true")
                    extract >> transform >> load
                globals()[f"dag_{"{number}"}"] = dag

            """);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
