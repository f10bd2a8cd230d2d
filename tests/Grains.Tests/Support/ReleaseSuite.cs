using Orrery.Core.DagFiles;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Versions;

namespace Orrery.Grains.Tests.Support;

/// <summary>What suites of releases share: a DAG of one task that differs by its script.</summary>
public abstract class ReleaseSuite : GrainSuite
{
    protected IVersionCatalogGrain Versions => Fixture.Grains.GetGrain<IVersionCatalogGrain>("0");

    protected static PublishRequest Request(string dagId, string script, string fields = "") => Request($"dag_id: {dagId}\n{fields}\ntasks: [{{task_id: a, bash: {script}}}]");

    protected static PublishRequest Request(string yaml)
    {
        var dag = DagFileParser.Parse(yaml, "etl.yaml").Dags.ShouldHaveSingleItem();
        return new PublishRequest
        {
            Version = dag.Canonical.Version,
            Document = dag.Canonical.Document,
            Bundle = "test",
            File = "etl.yaml",
            CodeReference = dag.Canonical.Version,
            CodePath = "/bundle",
            Source = yaml,
            InputsJson = $$"""[{"kind":"file","name":"etl.yaml","hash":"{{dag.Canonical.Version}}"}]""",
        };
    }
}
