using System.Text.Json;
using Orrery.Cli.Tests.Support;

namespace Orrery.Cli.Tests;

/// <summary>DAG files that are programs, on the command line.</summary>
public sealed class ProgramTests : IDisposable
{
    private const string Good = "from lib import NAME\nfrom orrery import DAG, EmptyOperator\nwith DAG(NAME):\n    EmptyOperator(task_id='a')\n";

    private readonly World _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Validate_OfAFolderWithPrograms_RunsThoseThatMayDefineDags()
    {
        _world.Write("dags/good.py", Good);
        _world.Write("dags/lib.py", "NAME = 'good'\n");
        _world.Write("dags/a.yaml", ValidateTests.Good.Replace("good", "other", StringComparison.Ordinal));

        (await _world.RunAsync("validate", "dags")).ShouldBe(ExitCodes.Success, _world.Out);

        _world.Out.ShouldBe("3 files, 2 DAGs, no errors\n");
    }

    [Fact]
    public async Task Validate_OfAProgramThatRaises_ShowsPlaceAndTrace()
    {
        _world.Write("dags/bad.py", "from orrery import DAG\n\nraise ValueError('no table')\n");

        (await _world.RunAsync("validate", "dags/bad.py")).ShouldBe(ExitCodes.BadInput);

        _world.Out.ShouldContain("error: dags/bad.py:3:1: ValueError: no table\n");
        _world.Out.ShouldContain("\n      File \"bad.py\", line 3, in <module>\n");
    }

    [Fact]
    public async Task Validate_OfAProgramThatRaises_HasTheTraceInItsJson()
    {
        _world.Write("bad.py", "from orrery import DAG\n\nraise ValueError('no table')\n");

        (await _world.RunAsync("validate", "bad.py", "--output", "json")).ShouldBe(ExitCodes.BadInput);

        var error = JsonDocument.Parse(_world.Out).RootElement.GetProperty("files")[0].GetProperty("errors")[0];
        error.GetProperty("line").GetInt32().ShouldBe(3);
        error.GetProperty("trace").GetString()!.ShouldContain("ValueError: no table");
    }

    [Fact]
    public async Task Run_OfAProgramThatDefinesNoDag_SaysSo()
    {
        _world.Write("none.py", "# orrery, and no dag\n");

        (await _world.RunAsync("run", "none.py")).ShouldBe(ExitCodes.BadInput);

        _world.Error.ShouldContain("'none.py' defines no DAG.");
    }

    [Fact]
    public async Task Simulate_OfAProgram_ShowsItsSchedule()
    {
        _world.Write("daily.py", "from orrery import DAG, EmptyOperator\nwith DAG('daily', schedule='@daily'):\n    EmptyOperator(task_id='a')\n");

        (await _world.RunAsync("dags", "simulate", "daily.py")).ShouldBe(ExitCodes.Success, _world.Error);

        _world.Out.ShouldContain("scheduled__");
    }
}
