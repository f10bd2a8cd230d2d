using System.Text;
using Orrery.Core.Bundles;

namespace Orrery.Core.Tests.Bundles;

public sealed class SnapshotTreeTests
{
    private static readonly string HashA = new('a', 64);
    private static readonly string HashB = new('b', 64);

    [Fact]
    public void Of_WhenFilesAreKnown_HasTheHashItHasAlwaysHad()
    {
        var tree = SnapshotTree.Of([File("dags/etl.yaml", HashA, 3), File("run.sh", HashB, 4, isExecutable: true), File("dags/größe.yaml", HashB, 4)]);

        tree.Size.ShouldBe(11);
        tree.Root.ShouldBe("f4d91adf0718656ccd121934066f3ba9516410246631918f0182d07dc3602db4");
        Encoding.UTF8.GetString(tree.Folders[tree.Root]).ShouldBe($"orrery-tree-1\nd {TreeFormat.Read(tree.Folders[tree.Root])[0].Hash} 7 dags\0x {HashB} 4 run.sh\0");
    }

    [Fact]
    public void Of_WhenThereAreManyFiles_HasTheHashItHasAlwaysHad() => Many(10_000).Root.ShouldBe("c1e6aec13c14184a27f32dcc4c5b528f70e5a1a8428c9277d42b32b33f3c6595");

    [Fact]
    public void Of_WhenThereIsNoFile_IsTheEmptyFolder() =>
        SnapshotTree.Of([]).Root.ShouldBe(TreeFormat.HashOf("orrery-tree-1\n"u8));

    [Fact]
    public void Of_WhenTheOrderDiffers_IsTheSame() =>
        SnapshotTree.Of([File("b"), File("a/c"), File("a.d")]).Root.ShouldBe(SnapshotTree.Of([File("a.d"), File("b"), File("a/c")]).Root);

    [Theory]
    [InlineData("a/c", 'a', 1, false)]
    [InlineData("a/b", 'b', 1, false)]
    [InlineData("a/b", 'a', 2, false)]
    [InlineData("a/b", 'a', 1, true)]
    public void Of_WhenAFileDiffers_IsAnother(string path, char hash, long size, bool isExecutable) =>
        SnapshotTree.Of([File(path, new string(hash, 64), size, isExecutable)]).Root.ShouldNotBe(SnapshotTree.Of([File("a/b", HashA, 1)]).Root);

    [Fact]
    public void Of_WhenOneFileAmongManyChanges_RewritesLittle()
    {
        var before = Many(10_000);
        var after = Many(10_000, changed: 4_321);

        var rewritten = after.Folders.Where(f => !before.Folders.ContainsKey(f.Key)).ToList();

        rewritten.Count.ShouldBe(3); // The page, the folder it is a page of, the root.
        rewritten.Sum(f => f.Value.Length).ShouldBeLessThan(100_000);
    }

    [Theory]
    [InlineData("a", "a", "twice")]
    [InlineData("a", "a/b", "leads through a file")]
    [InlineData("a/b", "a", "twice")]
    [InlineData("x", "../y", "leads elsewhere")]
    [InlineData("x", "/y", "begins or ends")]
    [InlineData("x", "y//z", "two in a row")]
    [InlineData("x", "y\0z", "no name can have")]
    public void Of_WhenPathsCannotBeATree_NamesThePath(string first, string second, string problem) =>
        Should.Throw<TreeException>(() => SnapshotTree.Of([File(first), File(second)])).Message.ShouldSatisfyAllConditions(
            m => m.ShouldContain($"'{second}'"), m => m.ShouldContain(problem));

    [Fact]
    public void Of_WhenAPathIsNoUnicode_SaysSo() =>
        Should.Throw<TreeException>(() => SnapshotTree.Of([File("y\ud800")])).Message.ShouldContain("not valid Unicode");

    [Fact]
    public void Of_WhenAPathIsTooLong_SaysSo()
    {
        Should.Throw<TreeException>(() => SnapshotTree.Of([File(new string('a', 256))])).Message.ShouldContain("255 bytes");
        Should.Throw<TreeException>(() => SnapshotTree.Of([File(string.Join('/', Enumerable.Repeat("aaaaaaaaaaaaaaaaaaaa", 50)))])).Message.ShouldContain("1024 characters");
        Should.Throw<TreeException>(() => SnapshotTree.Of([File(string.Join('/', Enumerable.Repeat("a", 65)))])).Message.ShouldContain("deeper than 64");
    }

    [Theory]
    [InlineData(3)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(5_000)]
    public async Task List_OfWhatWasMade_IsWhatItWasMadeOf(int count)
    {
        var tree = Many(count);

        var files = await SnapshotReader.ListAsync(tree.Root, hash => Task.FromResult(tree.Folders.GetValueOrDefault(hash)));

        files.ShouldNotBeNull().OrderBy(f => f.Path, StringComparer.Ordinal).ShouldBe(Files(count).OrderBy(f => f.Path, StringComparer.Ordinal));
    }

    [Fact]
    public async Task List_WhenTheRootIsUnknown_IsNull() =>
        (await SnapshotReader.ListAsync(HashA, _ => Task.FromResult<byte[]?>(null))).ShouldBeNull();

    [Fact]
    public async Task List_WhenAFolderIsMissing_NamesIt()
    {
        var tree = SnapshotTree.Of([File("a/b/c")]);

        (await Should.ThrowAsync<TreeException>(() => SnapshotReader.ListAsync(tree.Root, hash => Task.FromResult(hash == tree.Root ? tree.Folders[hash] : null))))
            .Message.ShouldContain("'a'");
    }

    [Theory]
    [InlineData("")]
    [InlineData("orrery-tree-2\n")]
    [InlineData("orrery-tree-1\nf HASH 1 a")]
    [InlineData("orrery-tree-1\nf HASH 1 \0")]
    [InlineData("orrery-tree-1\nf HASH 1 ..\0")]
    [InlineData("orrery-tree-1\nf HASH 1 a/b\0")]
    [InlineData("orrery-tree-1\nf HASH -1 a\0")]
    [InlineData("orrery-tree-1\nq HASH 1 a\0")]
    [InlineData("orrery-tree-1\nf 12 1 a\0")]
    [InlineData("orrery-tree-1\nf HASH 1 b\0f HASH 1 a\0")]
    [InlineData("orrery-tree-1\nf HASH 1 a\0f HASH 1 a\0")]
    public void Read_WhenBytesAreNoFolder_SaysSo(string text) =>
        Should.Throw<TreeException>(() => TreeFormat.Read(Encoding.UTF8.GetBytes(text.Replace("HASH", HashA, StringComparison.Ordinal))));

    private static TreeFile File(string path, string? hash = null, long size = 1, bool isExecutable = false) => new(path, hash ?? HashA, size, isExecutable);

    private static SnapshotTree Many(int count, int changed = -1) => SnapshotTree.Of(Files(count).Select((f, i) => i == changed ? f with { Hash = HashB } : f));

    private static IEnumerable<TreeFile> Files(int count) => Enumerable.Range(0, count).Select(i => File($"dags/dag_{i}.yaml"));
}
