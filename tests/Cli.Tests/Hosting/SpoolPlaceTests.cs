using Orrery.Silo;
using Orrery.Silo.Hosting;

namespace Orrery.Cli.Tests.Hosting;

/// <summary>A server keeps to one spool, and a spool to one server.</summary>
public sealed class SpoolPlaceTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("orrery-spool-").FullName;

    public SpoolPlaceTests() => Directory.CreateDirectory(Memory);

    private string Data => Path.Combine(_root, "data");

    private string Standard => Path.Combine(Data, "spool");

    private string Memory => Path.Combine(_root, "memory");

    private string Asked => Path.Combine(_root, "asked");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Claim_WhenThereIsMemory_IsThereUntilTheServerStopsWithoutTasks()
    {
        var place = Of().Claim(asked: null);
        Path.GetDirectoryName(place).ShouldBe(Memory);

        PutTask(place);
        Of().Release();
        Of().Claim(asked: null).ShouldBe(place, "its tasks go on");

        File.Delete(Path.Combine(place, "1.try"));
        Of().Release();
        Directory.Exists(place).ShouldBeFalse();
        Of().Claim(asked: null).ShouldNotBe(place);
    }

    [Fact]
    public void Claim_WhenThereIsNoMemory_IsInTheDataFolder()
    {
        var place = new SpoolPlace(Data, memory: null, "boot");

        place.Claim(asked: null).ShouldBe(Standard);
        place.Release();
        Directory.Exists(Standard).ShouldBeTrue();
    }

    [Fact]
    public void Claim_WhenTheMachineWasRestarted_DoesNotTrustTheName()
    {
        var place = Of().Claim(asked: null);
        PutTask(place);

        Of(boot: "another").Claim(asked: null).ShouldNotBe(place);
    }

    [Fact]
    public void Claim_WhenTasksAreInTheDataFolder_StaysThere()
    {
        Directory.CreateDirectory(Standard);
        PutTask(Standard);

        Of().Claim(asked: null).ShouldBe(Standard);
        Should.Throw<ServerStartException>(() => Of().Claim(Asked)).Message.ShouldContain("Start it without --spool until they have ended");
    }

    [Fact]
    public void Claim_WhenTasksAreWhereItWasAskedFor_IsNotMoved()
    {
        Of().Claim(Asked).ShouldBe(Asked);
        PutTask(Asked);

        Should.Throw<ServerStartException>(() => Of().Claim(asked: null)).Message.ShouldContain($"Start it with --spool {Asked} until they have ended");
        Of().Claim(Asked).ShouldBe(Asked);
    }

    [Fact]
    public void Claim_WhenTheFolderIsACopy_TakesAnother_AndOneThatWasMovedKeepsIts()
    {
        var place = Of().Claim(asked: null);
        var copy = Path.Combine(_root, "copy");
        Directory.CreateDirectory(Path.Combine(copy, "spool"));
        File.Copy(Path.Combine(Standard, "elsewhere"), Path.Combine(copy, "spool", "elsewhere"));

        Of(copy).Claim(asked: null).ShouldNotBe(place);

        var moved = Path.Combine(_root, "moved");
        Directory.Move(Data, moved);
        Of(moved).Claim(asked: null).ShouldBe(place);
    }

    [Fact]
    public void Claim_WhenADataFolderIsGone_RemovesWhatItsServerLeftInMemory_UnlessItsTasksGoOn()
    {
        var (gone, runs) = (Of().Claim(asked: null), Of(Path.Combine(_root, "runs")).Claim(asked: null));
        PutTask(runs);
        Directory.Delete(Data, recursive: true);
        Directory.Delete(Path.Combine(_root, "runs"), recursive: true);

        var place = Of(Path.Combine(_root, "next")).Claim(asked: null);

        Directory.GetDirectories(Memory).ShouldBe([runs, place], ignoreOrder: true);
    }

    [Fact]
    public void Claim_WhenAnotherUserHasPutSomethingThere_LeavesIt()
    {
        var foreign = Directory.CreateDirectory(Path.Combine(Memory, "orrery-foreign")).FullName;
        File.WriteAllText(Path.Combine(foreign, "owner"), Path.Combine(_root, "gone"));

        // Only root can give a folder away; anybody else's is removed.
        using var chown = System.Diagnostics.Process.Start("chown", ["65534", foreign]);
        chown.WaitForExit();

        Of().Claim(asked: null);

        Directory.Exists(foreign).ShouldBe(chown.ExitCode == 0);
    }

    [Fact]
    public void Claim_WhenTheSpoolIsThatOfAnotherServer_NamesItAndWhatToDo()
    {
        Of().Claim(Asked);

        var refused = Should.Throw<ServerStartException>(() => Of(Path.Combine(_root, "other")).Claim(Asked));

        refused.Message.ShouldBe($"The spool '{Asked}' is that of the server with the data folder '{Data}': give this one another with --spool.");
    }

    [Fact]
    public void Claim_WhenTheFolderCannotBeMade_SaysWhy()
    {
        File.WriteAllText(Asked, "a file");

        Should.Throw<ServerStartException>(() => Of().Claim(Asked)).Message.ShouldContain($"The spool '{Asked}' cannot be used");
    }

    private static void PutTask(string place) => File.WriteAllText(Path.Combine(place, "1.try"), "");

    private SpoolPlace Of(string? data = null, string boot = "boot") => new(data ?? Data, Memory, boot);
}
