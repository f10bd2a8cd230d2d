using System.Text.Json;
using Orrery.Cli.Tests.Support;

namespace Orrery.Cli.Tests;

public sealed class ValidateTests : IDisposable
{
    internal const string Good = "dag_id: good\ntasks:\n  - task_id: a\n    bash: echo a\n";
    internal const string Bad = "dag_id: bad\nshedule: '@daily'\ntasks:\n  - task_id: a\n    bash: echo a\n    depends_on: [nobody]\n";

    private readonly World _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Validate_WhenAllIsWell_SaysSoAndExitsWith0()
    {
        _world.Write("dags/a.yaml", Good);
        _world.Write("dags/deep/b.yml", Good.Replace("good", "other", StringComparison.Ordinal));
        _world.Write("dags/bundle.yaml", "version: v1beta");
        _world.Write("dags/notes.txt", "no DAG");
        (await _world.RunAsync("validate", "dags")).ShouldBe(ExitCodes.Success, _world.Error);
        _world.Out.ShouldBe("2 files, 2 DAGs, no errors\n");
    }

    [Fact]
    public async Task Validate_WhenAFileIsWrong_NamesEveryErrorWithItsPlace()
    {
        _world.Write("bad.yaml", Bad);
        (await _world.RunAsync("validate", "bad.yaml")).ShouldBe(ExitCodes.BadInput);
        _world.Out.ShouldContain("error: bad.yaml:2:1: the field 'shedule' is not known");
        _world.Out.ShouldContain("error: bad.yaml:6:18: task 'a'");
        _world.Out.ShouldEndWith("1 file, 0 DAGs, 2 errors\n");
    }

    [Fact]
    public async Task Validate_WhenTwoFilesGiveOneDagId_TheSecondIsWrong()
    {
        _world.Write("a.yaml", Good);
        _world.Write("b.yaml", Good);
        (await _world.RunAsync("validate", ".")).ShouldBe(ExitCodes.BadInput);
        _world.Out.ShouldContain("b.yaml:1:1: dag_id 'good' is also given in ./a.yaml");
    }

    [Fact]
    public async Task Validate_WhenSeveralPathsCannotBeUsed_NamesEach()
    {
        _world.Write("a.yaml", Good);
        Directory.CreateDirectory(Path.Combine(_world.Folder, "empty"));
        File.WriteAllBytes(Path.Combine(_world.Folder, "binary.yaml"), [0xff, 0xfe, 0x00, 0x01]);
        (await _world.RunAsync("validate", "nope.yaml", "empty", "binary.yaml")).ShouldBe(ExitCodes.BadInput);
        _world.Out.ShouldContain("error: There is no file 'nope.yaml'. In its folder there are: a.yaml, binary.yaml");
        _world.Out.ShouldContain("error: The folder 'empty' holds no DAG file");
        _world.Out.ShouldContain("error: 'binary.yaml' is not a text file in UTF-8");
    }

    [Fact]
    public async Task Validate_WithJson_WritesOneDocument()
    {
        _world.Write("bad.yaml", Bad);
        (await _world.RunAsync("validate", "bad.yaml", "--output", "json")).ShouldBe(ExitCodes.BadInput);
        using var document = JsonDocument.Parse(_world.Out);
        var errors = document.RootElement.GetProperty("files")[0].GetProperty("errors");
        errors.GetArrayLength().ShouldBe(2);
        errors[0].GetProperty("line").GetInt32().ShouldBe(2);
        errors[1].GetProperty("task_id").GetString().ShouldBe("a");
    }
}
