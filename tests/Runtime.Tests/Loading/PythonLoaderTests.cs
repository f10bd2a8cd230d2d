using Orrery.Core.Bundles;
using Orrery.Core.Dags;
using Orrery.Runtime.Loading;

namespace Orrery.Runtime.Tests.Loading;

public sealed class PythonLoaderTests : LoaderTest
{
    private const string Simple = """
        from orrery import DAG, BashOperator
        with DAG("simple") as dag:
            BashOperator(task_id="a", bash_command="true") >> BashOperator(task_id="b", bash_command="true")
        """;

    [Fact]
    public async Task LoadAsync_OfAPythonFile_GivesItsDags()
    {
        Write("simple.py", Simple);

        var file = await LoadAsync("simple.py");

        file.Errors.ShouldBeEmpty();
        var dag = file.Dags.Single().Definition;
        dag.DagId.ShouldBe("simple");
        dag.Tasks.Single(t => t.TaskId == "b").DependsOn.ShouldBe(["a"]);
        file.Inputs.ShouldHaveSingleItem().Name.ShouldBe("simple.py");
    }

    [Fact]
    public async Task LoadAsync_Twice_GivesTheSameVersion()
    {
        Write("simple.py", Simple);

        var (first, second) = (await LoadAsync("simple.py"), await LoadAsync("simple.py"));

        second.Dags.Single().Canonical.Version.ShouldBe(first.Dags.Single().Canonical.Version);
    }

    [Fact]
    public async Task LoadAsync_Twice_ReadsWithAnotherHashSeed()
    {
        Write("seed.py", """
            from orrery import DAG, BashOperator
            with DAG("seed") as dag:
                BashOperator(task_id="a", bash_command=str(hash("a text")))
            """);

        var (first, second) = (await LoadAsync("seed.py"), await LoadAsync("seed.py"));

        second.Dags.Single().Canonical.Version.ShouldNotBe(first.Dags.Single().Canonical.Version);
    }

    [Fact]
    public async Task LoadAsync_OfAFileThatReadsOthers_NamesThemAsInputs()
    {
        Write("lib/names.py", "NAME = 'x'\n");
        Write("data/tables.txt", "orders\n");
        Write("dags/reads.py", """
            import os
            from pathlib import Path
            from lib.names import NAME
            from orrery import DAG, EmptyOperator, Variable
            Variable.get("Region", default="eu")
            os.environ.get("STAGE")
            tables = (Path(__file__).parent.parent / "data" / "tables.txt").read_text().split()
            with DAG(NAME) as dag:
                for table in tables:
                    EmptyOperator(task_id=table)
            """);

        var file = await LoadAsync("dags/reads.py");

        file.Errors.ShouldBeEmpty();
        file.Inputs.Select(i => (i.Kind, i.Name)).ShouldBe(
            [
                (LoadInputKind.File, "dags/reads.py"), (LoadInputKind.Environment, "STAGE"), (LoadInputKind.File, "data/tables.txt"),
                (LoadInputKind.File, "lib/names.py"), (LoadInputKind.Variable, "Region"),
            ]);
        file.Inputs.Where(i => i.Kind == LoadInputKind.File).ShouldAllBe(i => i.Hash.Length == 64);
    }

    [Fact]
    public async Task LoadAsync_OfFilesThatReadVariables_GivesThemWhatTheyName()
    {
        Variables["Region"] = new ParseVariable("eu");
        Variables["tables_eu"] = new ParseVariable("""["orders", "customers"]""");
        Variables["unasked"] = new ParseVariable("x");
        Write("reads.py", """
            import os
            from orrery import DAG, EmptyOperator, Variable
            region = Variable.get("Region")
            with DAG("tables_" + region) as dag:
                for table in Variable.get("tables_" + region, deserialize_json=True):
                    EmptyOperator(task_id=table)
                EmptyOperator(task_id=f"t{Variable.get('none', default='0')}{len([n for n in os.environ if n == 'ORRERY_VAR_UNASKED'])}")
            """);

        var file = await LoadAsync("reads.py");

        file.Errors.ShouldBeEmpty();
        file.Dags.ShouldHaveSingleItem().Definition.Tasks.Select(t => t.TaskId).ShouldBe(["orders", "customers", "t00"], ignoreOrder: true);
        file.Inputs.Where(i => i.Kind == LoadInputKind.Variable).Select(i => (i.Name, i.Hash.Length)).ShouldBe([("Region", 64), ("none", 0), ("tables_eu", 64)]);
    }

    [Fact]
    public async Task LoadAsync_OfAnExecutableThatReadsAVariable_GivesItToo()
    {
        Variables["region"] = new ParseVariable("eu");
        WriteExecutable("reads.dag", """
            #!/bin/sh
            [ -n "$ORRERY_VAR_REGION" ] && tasks='[{"task_id": "'$ORRERY_VAR_REGION'", "empty": true}]' || tasks='[{"task_id": "none", "empty": true}]'
            echo '{"format": 1, "dags": [{"dag_id": "d", "tasks": '$tasks'}], "inputs": [{"kind": "variable", "name": "region"}]}' > "$ORRERY_DAGS"
            """);

        var file = await LoadAsync("reads.dag");

        file.Errors.ShouldBeEmpty();
        file.Dags.ShouldHaveSingleItem().Definition.Tasks.ShouldHaveSingleItem().TaskId.ShouldBe("eu");
    }

    [Fact]
    public async Task LoadAsync_WhenAVariableCannotBeRead_SaysSoAndHidesThoseThatCan()
    {
        Variables["payroll"] = new ParseVariable(null, "The bundle does not allow it.");
        Variables["api_token"] = new ParseVariable("s3cr3t-value");
        Write("refused.py", "from orrery import DAG, Variable\nVariable.get('payroll')\n");
        Write("tells.py", "from orrery import DAG, Variable\nraise ValueError(Variable.get('api_token'))\n");

        var files = await LoadAllAsync("refused.py", "tells.py");

        files[0].Errors.ShouldHaveSingleItem().Message.ShouldBe("refused.py: The bundle does not allow it.");
        files[0].Inputs.ShouldContain(new LoadInput(LoadInputKind.Variable, "payroll", ""));
        var told = files[1].Errors.ShouldHaveSingleItem();
        told.Message.ShouldContain("ValueError: ***");
        $"{told.Message}{told.Trace}".ShouldNotContain("s3cr3t-value");
    }

    [Fact]
    public async Task LoadAsync_WhenAFileNamesVariablesWithoutEnd_GivesUp()
    {
        for (var i = 0; i < 100; i++)
        {
            Variables[$"v{i}"] = new ParseVariable($"v{i + 1}");
        }

        Write("chain.py", "from orrery import DAG, Variable\nname = 'v0'\nwhile name != 'v99':\n    name = Variable.get(name)\n");

        (await LoadAsync("chain.py")).Errors.ShouldHaveSingleItem().Message.ShouldContain("must not depend so on the values of others");
    }

    [Fact]
    public async Task LoadAsync_OfAFileThatListsFolders_NamesThemAsInputsAndNotThoseOfImports()
    {
        Write("tables/orders.sql", "");
        Write("lib/names.py", "NAME = 'lists'\n");
        Write("dags/lists.py", """
            import glob, os
            from pathlib import Path
            from lib.names import NAME
            from orrery import DAG, EmptyOperator
            root = Path(__file__).parent.parent
            with DAG(NAME) as dag:
                for table in sorted((root / "tables").iterdir()):
                    EmptyOperator(task_id=table.stem)
                EmptyOperator(task_id=f"t{len(glob.glob(str(root / '*.none')))}{os.path.isdir(root / 'away')}")
            try:
                os.listdir(root / "away")
            except FileNotFoundError:
                pass
            """);

        var file = await LoadAsync("dags/lists.py");

        file.Errors.ShouldBeEmpty();
        var listings = new DirectoryListings(["tables/orders.sql", "lib/names.py", "dags/lists.py"]);
        file.Inputs.Where(i => i.Kind == LoadInputKind.Directory).ShouldBe(
            [
                new LoadInput(LoadInputKind.Directory, ".", listings.HashOf(".")), new LoadInput(LoadInputKind.Directory, "away", ""),
                new LoadInput(LoadInputKind.Directory, "tables", listings.HashOf("tables")),
            ]);
    }

    [Fact]
    public async Task LoadAsync_OfAFileThatRaises_NamesLineAndTrace()
    {
        Write("lib.py", "def make():\n    raise ValueError('no such table')\n");
        Write("bad.py", "from orrery import DAG\nimport lib\n\nprint('about to')\nlib.make()\n");

        var file = await LoadAsync("bad.py");

        var error = file.Errors.ShouldHaveSingleItem();
        error.Message.ShouldBe("bad.py:5:1: ValueError: no such table");
        error.Line.ShouldBe(5);
        error.Trace!.ShouldContain("in make");
        error.Trace!.ShouldContain("about to");
        error.Trace!.ShouldNotContain("_load.py");
        file.Inputs.Select(i => i.Name).ShouldContain("lib.py");
    }

    [Theory]
    [InlineData("from orrery import DAG\nx = = 1\n", 2, "SyntaxError")]
    [InlineData("from airflow.providers.amazon.aws.operators.s3 import S3CopyObjectOperator as dag\n", 1, "airflow.providers.amazon is not supported by Orrery")]
    [InlineData("from airflow.operators.python import PythonVirtualenvOperator as dag\n", 1, "airflow.operators.python.PythonVirtualenvOperator is not supported")]
    [InlineData("# orrery dag\nimport sys\nsys.exit(3)\n", 3, "ended the interpreter with exit code 3")]
    public async Task LoadAsync_OfABrokenFile_SaysWhatIsWrong(string source, int line, string expected)
    {
        Write("broken.py", source);

        var error = (await LoadAsync("broken.py")).Errors.ShouldHaveSingleItem();

        error.Line.ShouldBe(line);
        error.Message.ShouldContain(expected);
    }

    [Fact]
    public async Task LoadAsync_OfATaskThatIsWrong_NamesTheLineOfTheTask()
    {
        Write("wrong.py", """
            from orrery import DAG, EmptyOperator
            with DAG("wrong") as dag:
                EmptyOperator(task_id="fine")
                EmptyOperator(task_id="bad", trigger_rule="all_sucess")
            """);

        var error = (await LoadAsync("wrong.py")).Errors.ShouldHaveSingleItem();

        error.Message.ShouldStartWith("wrong.py:4:1: task 'bad': trigger_rule 'all_sucess' is not known");
    }

    [Fact]
    public async Task LoadAsync_WithoutPython_SaysWhatToInstall()
    {
        Options.Python = "python-that-is-not-there";
        Write("simple.py", Simple);

        (await LoadAsync("simple.py")).Errors.ShouldHaveSingleItem().Message.ShouldContain("install Python 3.9 or newer, or name it in ORRERY_LOADING__PYTHON");
    }

    [Fact]
    public async Task LoadAsync_OfAFileWithModules_LeavesNothingBesideThem()
    {
        Write("lib/names.py", "NAME = 'x'\n");
        Write("imports.py", """
            import subprocess, sys
            from lib.names import NAME
            from orrery import DAG, EmptyOperator
            subprocess.run([sys.executable, "-c", "import lib.names"], cwd=".", check=True)
            with DAG(NAME) as dag:
                EmptyOperator(task_id="a")
            """);

        (await LoadAsync("imports.py")).Errors.ShouldBeEmpty();

        Directory.EnumerateFiles(PathOf(""), "*.pyc", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public async Task LoadAsync_OfAModule_DoesNotRunIt()
    {
        Write("helper.py", "raise SystemExit('run')\n");

        var file = await LoadAsync("helper.py");

        file.Errors.ShouldBeEmpty();
        file.Dags.ShouldBeEmpty();
    }

    [Fact]
    public async Task LoadAsync_OfAFile_FindsModulesBesideItAndInTheBundleAlone()
    {
        Write("dags/where.py", """
            import os, sys
            from orrery import DAG, EmptyOperator
            with DAG("where", description=" ".join([os.path.basename(p) for p in sys.path[:3]] + [os.path.basename(os.getcwd())])) as dag:
                EmptyOperator(task_id="a")
            """);

        (await LoadAsync("dags/where.py")).Dags.Single().Definition.Description.ShouldBe($"dags {Path.GetFileName(PathOf("").TrimEnd('/'))} python dags");
    }

    [Fact]
    public async Task LoadAsync_OfATaskflowDag_CallsItsCode()
    {
        Write("flow.py", """
            from airflow.sdk import dag, task
            @dag(schedule="@daily")
            def flow():
                @task
                def extract(): return [1, 2]
                @task
                def load(rows, ti=None): ...
                load(extract())
            flow()
            """);

        var dag = (await LoadAsync("flow.py")).Dags.Single().Definition;

        dag.Tasks.Single(t => t.TaskId == "load").Action.Called.ShouldBe(new CodeCall("""["{{ ti.xcom_pull('extract') }}"]""", PassXComs: true));
    }

    [Fact]
    public async Task LoadAsync_OfManyFiles_AnswersInTheirOrder()
    {
        string[] names = [.. Enumerable.Range(0, 40).Select(i => $"many{i}.py")];
        foreach (var name in names)
        {
            Write(name, Simple.Replace("\"simple\"", $"\"{name[..^3]}\"", StringComparison.Ordinal));
        }

        var files = await LoadAllAsync(names);

        files.Select(f => f.Dags.Single().Definition.DagId + ".py").ShouldBe(names);
    }
}
