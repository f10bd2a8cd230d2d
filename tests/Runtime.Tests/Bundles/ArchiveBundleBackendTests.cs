using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Orrery.Runtime.Bundles;
using Orrery.Runtime.Bundles.Archives;

namespace Orrery.Runtime.Tests.Bundles;

public sealed class ArchiveBundleBackendTests : IDisposable
{
    private readonly string _work = Directory.CreateTempSubdirectory("orrery-archive-").FullName;

    public void Dispose() => Directory.Delete(_work, recursive: true);

    [Theory]
    [InlineData("zip")]
    [InlineData("tar.gz")]
    [InlineData("tar")]
    public async Task OpenAsync_OfAGoodArchive_HoldsItsFiles(string kind)
    {
        var archive = Pack(kind, ("dags/", ""), ("dags/etl.yaml", "etl"), ("./run.sh", "run"), (".git/config", "x"), ("empty", ""));

        await using (var backend = await OpenAsync(archive))
        {
            (await backend.ListAsync()).Select(f => (f.Path, f.Size, f.IsExecutable)).ShouldBe([("dags/etl.yaml", 3L, false), ("empty", 0L, false), ("run.sh", 3L, true)]);
            (await backend.ReadAsync("dags/etl.yaml", 3)).ShouldBe("etl"u8.ToArray());
            backend.SourceReference.ShouldBe($"sha256:{Convert.ToHexStringLower(SHA256.HashData(archive))}");
        }

        Directory.EnumerateFileSystemEntries(_work).ShouldBeEmpty();
    }

    [Fact]
    public async Task ListAsync_WhenOneFileDiffers_TellsItByItsContentAlone()
    {
        await using var first = await OpenAsync(Pack("zip", ("a", "1"), ("b", "1")));
        await using var second = await OpenAsync(Pack("tar.gz", ("a", "1"), ("b", "2")));

        var (before, after) = (await first.ListAsync(), await second.ListAsync());

        after[0].ShouldBe(before[0]);
        after[1].ContentId.ShouldNotBe(before[1].ContentId);
    }

    [Fact]
    public async Task ListAsync_WhenThereAreRules_LeavesOutWhatTheyName()
    {
        await using var backend = await OpenAsync(Pack("zip", ("a.csv", ""), ("sub/keep.csv", ""), ("sub/.orreryignore", "!keep.csv"), (".airflowignore", "*.csv"), ("dag.yaml", "")));

        (await backend.ListAsync()).Select(f => f.Path).ShouldBe(["dag.yaml", "sub/keep.csv"]);
    }

    [Theory]
    [InlineData("zip", "../evil", "leads elsewhere")]
    [InlineData("zip", "a/../../evil", "leads elsewhere")]
    [InlineData("zip", "/etc/passwd", "is absolute")]
    [InlineData("zip", "C:/evil", "is absolute")]
    [InlineData("zip", "..\\evil", "has a '\\' in it")]
    [InlineData("zip", "a//b", "two in a row")]
    [InlineData("tar", "../evil", "leads elsewhere")]
    [InlineData("tar.gz", "../evil", "leads elsewhere")]
    [InlineData("tar.gz", "/etc/passwd", "is absolute")]
    public async Task OpenAsync_WhenAPathLeadsOut_NamesIt(string kind, string path, string problem)
    {
        var message = await ProblemAsync(Pack(kind, ("good", ""), (path, "evil")));

        message.ShouldContain($"'{path}'");
        message.ShouldContain(problem);
    }

    [Theory]
    [InlineData("zip", "a", "a")]
    [InlineData("tar.gz", "a", "./a")]
    [InlineData("zip", "a", "a/b")]
    [InlineData("tar.gz", "a/b", "a")]
    [InlineData("zip", "a", "a/")]
    public async Task OpenAsync_WhenAPathIsThereTwice_NamesIt(string kind, string first, string second) =>
        (await ProblemAsync(Pack(kind, (first, "1"), (second, "2")))).ShouldContain("The path 'a' is in the archive twice");

    [Theory]
    [InlineData(TarEntryType.SymbolicLink)]
    [InlineData(TarEntryType.HardLink)]
    [InlineData(TarEntryType.CharacterDevice)]
    [InlineData(TarEntryType.Fifo)]
    public async Task OpenAsync_WhenATarHoldsNoPlainFile_NamesIt(TarEntryType type)
    {
        var archive = Tar(isPacked: true, tar =>
        {
            var entry = new PaxTarEntry(type, "link");
            if (type is TarEntryType.SymbolicLink or TarEntryType.HardLink)
            {
                entry.LinkName = "/etc/passwd";
            }

            tar.WriteEntry(entry);
        });

        (await ProblemAsync(archive)).ShouldContain("The entry 'link' of the archive is neither a file nor a folder");
    }

    [Fact]
    public async Task OpenAsync_WhenAZipHoldsALink_NamesIt()
    {
        var archive = Zip(zip => zip.CreateEntry("link").ExternalAttributes = unchecked((int)0xA1FF0000));

        (await ProblemAsync(archive)).ShouldContain("The entry 'link' of the archive is neither a file nor a folder");
    }

    [Theory]
    [InlineData("zip")]
    [InlineData("tar.gz")]
    public async Task OpenAsync_WhenItIsABomb_StopsBeforeAllOfItIsOut(string kind)
    {
        var archive = Pack(kind, ("bomb", new string('0', 4 << 20)));

        (await ProblemAsync(archive, new ArchiveLimits { FreeBytes = 1 << 20 })).ShouldContain("more than 200 times its size");
    }

    [Fact]
    public async Task OpenAsync_WhenTheBombIsInWhatIsLeftOut_StopsToo() =>
        (await ProblemAsync(Pack("tar.gz", (".hidden", new string('0', 4 << 20)), ("a", "")), new ArchiveLimits { FreeBytes = 1 << 20 })).ShouldContain("more than 200 times its size");

    [Theory]
    [InlineData("zip")]
    [InlineData("tar.gz")]
    public async Task OpenAsync_WhenThereIsTooMuch_SaysWhatAndHowMuch(string kind)
    {
        var archive = Pack(kind, ("a", "12345"), ("b", "12345"));

        (await ProblemAsync(archive, new ArchiveLimits { MaxArchiveBytes = 10 })).ShouldContain("The archive has more than 10 bytes");
        (await ProblemAsync(archive, new ArchiveLimits { MaxFileBytes = 4 })).ShouldContain("'a' in the archive has more than 4 bytes");
        (await ProblemAsync(archive, new ArchiveLimits { MaxTotalBytes = 9 })).ShouldContain("more than 9 bytes");
        (await ProblemAsync(archive, new ArchiveLimits { MaxEntries = 1 })).ShouldContain("more than 1 entries");
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello, world")]
    public async Task OpenAsync_WhenItIsNoArchive_SaysWhatIsOne(string content) =>
        (await ProblemAsync(Encoding.UTF8.GetBytes(content))).ShouldContain("neither a zip file nor a tar file");

    [Theory]
    [InlineData("zip")]
    [InlineData("tar.gz")]
    public async Task OpenAsync_WhenItIsCutOff_SaysThatItIsDamaged(string kind)
    {
        var whole = Pack(kind, ("a", Convert.ToBase64String(RandomNumberGenerator.GetBytes(4_000))), ("b", "x"));

        (await ProblemAsync(whole[..(whole.Length / 2)])).ShouldContain("damaged");
    }

    private static byte[] Pack(string kind, params (string Path, string Content)[] files) => kind == "zip"
        ? Zip(zip =>
        {
            foreach (var (path, content) in files)
            {
                var entry = zip.CreateEntry(path);
                entry.ExternalAttributes = (path.EndsWith(".sh", StringComparison.Ordinal) ? 0x81ED : 0) << 16;
                using var stream = entry.Open();
                stream.Write(Encoding.UTF8.GetBytes(content));
            }
        })
        : Tar(isPacked: kind == "tar.gz", tar =>
        {
            foreach (var (path, content) in files)
            {
                tar.WriteEntry(path.EndsWith('/')
                    ? new PaxTarEntry(TarEntryType.Directory, path)
                    : new PaxTarEntry(TarEntryType.RegularFile, path)
                    {
                        Mode = path.EndsWith(".sh", StringComparison.Ordinal) ? UnixFileMode.UserRead | UnixFileMode.UserExecute : UnixFileMode.UserRead,
                        DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)),
                    });
            }
        });

    private static byte[] Zip(Action<ZipArchive> fill)
    {
        using var all = new MemoryStream();
        using (var zip = new ZipArchive(all, ZipArchiveMode.Create, leaveOpen: true))
        {
            fill(zip);
        }

        return all.ToArray();
    }

    private static byte[] Tar(bool isPacked, Action<TarWriter> fill)
    {
        using var all = new MemoryStream();
        using (var gzip = isPacked ? new GZipStream(all, CompressionLevel.Optimal, leaveOpen: true) : null)
        using (var tar = new TarWriter((Stream?)gzip ?? all, leaveOpen: true))
        {
            fill(tar);
        }

        return all.ToArray();
    }

    private Task<ArchiveBundleBackend> OpenAsync(byte[] archive, ArchiveLimits? limits = null) =>
        ArchiveBundleBackend.OpenAsync(new MemoryStream(archive), _work, limits ?? new ArchiveLimits());

    private async Task<string> ProblemAsync(byte[] archive, ArchiveLimits? limits = null)
    {
        var e = await Should.ThrowAsync<BundleException>(() => OpenAsync(archive, limits));
        Directory.EnumerateFileSystemEntries(_work).ShouldBeEmpty();
        return e.Message;
    }
}
