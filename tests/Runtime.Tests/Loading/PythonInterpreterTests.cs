using Orrery.Runtime.Loading;

namespace Orrery.Runtime.Tests.Loading;

public sealed class PythonInterpreterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("orrery-python-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Resolve_OfAScriptThatChoosesAVersion_AsksItOnce()
    {
        var asked = Path.Combine(_folder, "asked");
        var script = Script($"echo x >> '{asked}'\nexec python3 \"$@\"");

        var first = PythonInterpreter.Resolve(script);
        var second = PythonInterpreter.Resolve(script);

        first.ShouldNotBe(script);
        Path.IsPathRooted(first).ShouldBeTrue();
        File.Exists(first).ShouldBeTrue();
        second.ShouldBe(first);
        File.ReadAllLines(asked).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("exit 3")]
    [InlineData("echo no-such-python")]
    [InlineData("echo /no/such/python")]
    public void Resolve_OfWhatSaysNothingUseful_LeavesIt(string does)
    {
        var script = Script(does);

        PythonInterpreter.Resolve(script).ShouldBe(script);
    }

    [Fact]
    public void Resolve_OfANameThatIsNotThere_LeavesIt() => PythonInterpreter.Resolve("python-that-is-not-there").ShouldBe("python-that-is-not-there");

    [Fact]
    public void Command_OfAModule_LetsThatPythonAloneKeepWhatItCompiled()
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        ProgramEnvironment.AddPython(environment);

        var command = PythonInterpreter.Command("/usr/bin/python3", environment, "orrery._load", "a", "b");

        command[0].ShouldBe("/usr/bin/python3");
        command[^4..].ShouldBe(["-m", "orrery._load", "a", "b"]);

        // Without a folder for it, nothing is kept anywhere.
        command.Any(a => a.StartsWith("pycache_prefix=/", StringComparison.Ordinal)).ShouldBe(!environment.ContainsKey("PYTHONDONTWRITEBYTECODE"));
        environment.Keys.ShouldNotContain("PYTHONPYCACHEPREFIX", "what the program starts does not get it");
    }

    private string Script(string does)
    {
        var path = Path.Combine(_folder, "python");
        File.WriteAllText(path, $"#!/bin/sh\n{does}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }
}
