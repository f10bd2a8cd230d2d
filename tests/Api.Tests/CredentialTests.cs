using System.Runtime.Versioning;
using Microsoft.Extensions.DependencyInjection;
using Orrery.Api.Tests.Support;
using Orrery.Silo.Security;

namespace Orrery.Api.Tests;

/// <summary>The credential file and the folder of keys.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class CredentialTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TempFolder _folder = new();

    private string File => Path.Combine(_folder.Path, "data", ServerCredential.FileName);

    private string Data => Path.Combine(_folder.Path, "data");

    [Fact]
    public void LoadOrCreate_WhenThereIsNone_MakesOneForItsOwnerOnly()
    {
        var credential = ServerCredential.LoadOrCreate(Data);
        System.IO.File.GetUnixFileMode(File).ShouldBe(OwnerOnly);
        System.IO.File.GetUnixFileMode(Data).ShouldBe(OwnerOnly | UnixFileMode.UserExecute);
        Directory.GetFileSystemEntries(Data).ShouldBe([File]);
        var token = System.IO.File.ReadAllText(File).TrimEnd('\n');
        token.Length.ShouldBe("orrery_".Length + 43);
        credential.Matches(token).ShouldBeTrue();
        credential.Matches(token[..^1]).ShouldBeFalse();
        credential.Matches("").ShouldBeFalse();
        credential.Fingerprint.ShouldNotBe(token);
        token.ShouldNotContain(credential.Fingerprint);
    }

    [Fact]
    public void LoadOrCreate_WhenThereIsOne_KeepsIt()
    {
        var first = ServerCredential.LoadOrCreate(Data);
        var text = System.IO.File.ReadAllText(File);
        ServerCredential.LoadOrCreate(Data).Fingerprint.ShouldBe(first.Fingerprint);
        System.IO.File.ReadAllText(File).ShouldBe(text);
    }

    [Fact]
    public void LoadOrCreate_WhenManyStartAtOnce_AllHaveTheSame()
    {
        for (var round = 0; round < 20; round++)
        {
            using var together = new Barrier(8);
            var fingerprints = new string[together.ParticipantCount];
            var starts = Enumerable.Range(0, fingerprints.Length).Select(i => new Thread(() =>
            {
                together.SignalAndWait();
                fingerprints[i] = ServerCredential.LoadOrCreate(Data).Fingerprint;
            })).ToList();
            starts.ForEach(s => s.Start());
            starts.ForEach(s => s.Join());

            fingerprints.Distinct().ShouldHaveSingleItem();
            Directory.GetFileSystemEntries(Data).ShouldBe([File]);
            System.IO.File.Delete(File);
        }
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead, "0640")]
    [InlineData(UnixFileMode.OtherRead, "0604")]
    [InlineData(UnixFileMode.OtherWrite, "0602")]
    public void LoadOrCreate_WhenOthersCanUseIt_RefusesAndSaysHowToMendIt(UnixFileMode more, string octal)
    {
        ServerCredential.LoadOrCreate(Data);
        System.IO.File.SetUnixFileMode(File, OwnerOnly | more);
        var error = Should.Throw<CredentialException>(() => ServerCredential.LoadOrCreate(Data));
        error.Message.ShouldContain(octal);
        error.Message.ShouldContain($"chmod 600 {File}");
    }

    [Fact]
    public void LoadOrCreate_WhenItIsALink_Refuses()
    {
        var elsewhere = Path.Combine(_folder.Path, "elsewhere");
        ServerCredential.LoadOrCreate(Data);
        System.IO.File.Move(File, elsewhere);
        System.IO.File.CreateSymbolicLink(File, elsewhere);
        Should.Throw<CredentialException>(() => ServerCredential.LoadOrCreate(Data)).Message.ShouldContain(elsewhere);
    }

    [Theory]
    [InlineData("")]
    [InlineData("orrery_short")]
    [InlineData("password")]
    public void LoadOrCreate_WhenItHoldsNoToken_Refuses(string content)
    {
        ServerCredential.LoadOrCreate(Data);
        System.IO.File.WriteAllText(File, content);
        Should.Throw<CredentialException>(() => ServerCredential.LoadOrCreate(Data)).Message.ShouldContain("Delete it");
    }

    [Fact]
    public void LoadOrCreate_WhenItIsHuge_Refuses()
    {
        ServerCredential.LoadOrCreate(Data);
        System.IO.File.WriteAllText(File, new string('x', 5_000));
        Should.Throw<CredentialException>(() => ServerCredential.LoadOrCreate(Data)).Message.ShouldContain("larger than");
    }

    [Fact]
    public void LoadOrCreate_WhenTheFolderCannotBe_NamesIt()
    {
        System.IO.File.WriteAllText(Data, "a file");
        Should.Throw<CredentialException>(() => ServerCredential.LoadOrCreate(Data)).Message.ShouldContain(File);
    }

    [Fact]
    public void AddOrrerySecurity_WhenTheKeysFolderIsOpen_ClosesIt()
    {
        var keys = Directory.CreateDirectory(Path.Combine(Data, "keys")).FullName;
        System.IO.File.SetUnixFileMode(keys, OwnerOnly | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        new ServiceCollection().AddOrrerySecurity(new SecurityOptions { DataFolder = Data });
        System.IO.File.GetUnixFileMode(keys).ShouldBe(OwnerOnly | UnixFileMode.UserExecute);
    }

    [Theory]
    [InlineData("http://127.0.0.1:7788", false, false, null)]
    [InlineData("http://localhost:0/", false, false, null)]
    [InlineData("http://[::1]:80", false, false, null)]
    [InlineData("https://127.0.0.1:7788", true, false, null)]
    [InlineData("https://0.0.0.0:7788", true, false, null)]
    [InlineData("https://[::]:7788", true, false, null)]
    [InlineData("http://0.0.0.0:7788", false, true, null)]
    [InlineData("http://0.0.0.0:7788", false, false, "can be reached from other machines")]
    [InlineData("http://[::]:7788", false, false, "--behind-proxy")]
    [InlineData("http://192.168.0.7:7788", false, false, "ssh -L")]
    [InlineData("https://example.org", true, false, "is no IP address of this machine")]
    [InlineData("https://127.0.0.1:7788", false, false, "give --tls-cert and --tls-key")]
    [InlineData("http://127.0.0.1:7788", true, false, "listen on https://127.0.0.1:7788")]
    [InlineData("/dags", false, false, "give one like http://")]
    [InlineData("ftp://127.0.0.1", false, false, "give one like http://")]
    [InlineData("http://localhost:7788/base", false, false, "more than a host and a port")]
    [InlineData("http://me@localhost:7788", false, false, "more than a host and a port")]
    public void ListenAddress_WhenChecked_SaysWhatIsWrong(string address, bool hasCertificate, bool isBehindProxy, string? problem)
    {
        var found = ListenAddress.Problems(new Uri(address, UriKind.RelativeOrAbsolute), hasCertificate, isBehindProxy);
        if (problem is null)
        {
            found.ShouldBeEmpty();
        }
        else
        {
            found.ShouldHaveSingleItem().ShouldContain(problem);
        }
    }

    public void Dispose() => _folder.Dispose();
}
