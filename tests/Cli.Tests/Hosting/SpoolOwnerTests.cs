using Orrery.Silo;
using Orrery.Silo.Hosting;

namespace Orrery.Cli.Tests.Hosting;

/// <summary>A server keeps to one spool, and a spool to one server.</summary>
public sealed class SpoolOwnerTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("orrery-spool-").FullName;

    private string Data => Path.Combine(_root, "data");

    private string Memory => Path.Combine(_root, "memory");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Claim_WhenTheSpoolIsThatOfAnotherServer_NamesItAndWhatToDo()
    {
        SpoolOwner.Claim(Memory, Data);
        SpoolOwner.Claim(Memory, Data);

        var refused = Should.Throw<ServerStartException>(() => SpoolOwner.Claim(Memory, Path.Combine(_root, "other")));

        refused.Message.ShouldContain($"is that of the server with the data folder '{Data}'");
        refused.Message.ShouldContain("--spool");
    }

    [Fact]
    public void Claim_WhileTasksAreInTheSpoolBefore_IsRefusedEitherWay()
    {
        SpoolOwner.Claim(spool: null, Data);
        var task = Path.Combine(Data, "spool", "1.try");
        File.WriteAllText(task, "");
        Should.Throw<ServerStartException>(() => SpoolOwner.Claim(Memory, Data)).Message.ShouldContain("without --spool");

        File.Delete(task);
        SpoolOwner.Claim(Memory, Data);
        File.WriteAllText(Path.Combine(Memory, "1.try"), "");
        Should.Throw<ServerStartException>(() => SpoolOwner.Claim(spool: null, Data)).Message.ShouldContain($"with --spool {Memory}");

        // What was in memory is gone with the machine.
        Directory.Delete(Memory, recursive: true);
        SpoolOwner.Claim(spool: null, Data);
    }

    [Fact]
    public void Claim_WhenTheFolderCannotBeMade_SaysWhy()
    {
        File.WriteAllText(Memory, "a file");

        Should.Throw<ServerStartException>(() => SpoolOwner.Claim(Memory, Data)).Message.ShouldContain($"The spool '{Memory}' cannot be used");
    }
}
