using Orrery.Runtime.Bundles;

namespace Orrery.Runtime.Tests.Bundles;

public sealed class FolderBundleBackendTests : IDisposable
{
    private readonly string _outer = Directory.CreateTempSubdirectory("orrery-bundle-").FullName;
    private readonly string _root;

    public FolderBundleBackendTests()
    {
        _root = Path.Combine(_outer, "bundle");
        _ = Directory.CreateDirectory(_root);
    }

    public void Dispose() => Directory.Delete(_outer, recursive: true);

    [Fact]
    public async Task ListAsync_WhenFilesAreNested_ListsThemInOrderWithSizes()
    {
        Write("b.yaml", "12345");
        Write("a/z.py", "1");
        Write("a/b/c.txt", "");

        var files = await Backend().ListAsync();

        files.Select(f => (f.Path, f.Size)).ShouldBe([("a/b/c.txt", 0L), ("a/z.py", 1L), ("b.yaml", 5L)]);
        files.ShouldAllBe(f => f.LastModified > DateTimeOffset.UnixEpoch);
    }

    [Fact]
    public async Task ListAsync_WhenNamesAreIgnored_LeavesThemOut()
    {
        Write("dag.yaml", "");
        Write(".hidden", "");
        Write(".git/config", "");
        Write(".orrery/x", "");
        Write("web/node_modules/m.js", "");

        (await Backend().ListAsync()).Select(f => f.Path).ShouldBe(["dag.yaml"]);
    }

    [Fact]
    public async Task ListAsync_WhenFoldersHaveRules_LeavesOutWhatTheyName()
    {
        Write(".airflowignore", "*.csv\nlib/");
        Write("a.csv", "");
        Write("lib/x.py", "");
        Write("sub/.orreryignore", "/only_here.py\n!keep.csv");
        Write("sub/only_here.py", "");
        Write("sub/keep.csv", "");
        Write("sub/deep/only_here.py", "");
        Write("dag.yaml", "");

        (await Backend().ListAsync()).Select(f => f.Path).ShouldBe(["dag.yaml", "sub/deep/only_here.py", "sub/keep.csv"]);
    }

    [Fact]
    public async Task ListAsync_WhenRulesAreTooLong_NamesTheirFile()
    {
        Write(".orreryignore", new string('a', 65_537));

        (await Should.ThrowAsync<BundleException>(() => Backend().ListAsync())).Message.ShouldContain("'.orreryignore' has 65537 bytes");
    }

    [Fact]
    public async Task ListAsync_WhenAFileMayBeRun_SaysSo()
    {
        Write("run.sh", "");
        Write("dag.yaml", "");
        File.SetUnixFileMode(Path.Combine(_root, "run.sh"), UnixFileMode.UserRead | UnixFileMode.UserExecute);

        (await Backend().ListAsync()).Select(f => (f.Path, f.IsExecutable)).ShouldBe([("dag.yaml", false), ("run.sh", true)]);
    }

    [Fact]
    public async Task ListAsync_WhenThereAreLinks_FollowsOnlyToFilesInside()
    {
        Write("real.yaml", "123");
        await File.WriteAllTextAsync(Path.Combine(_outer, "secret"), "secret");
        _ = File.CreateSymbolicLink(Path.Combine(_root, "inside.yaml"), "real.yaml");
        _ = File.CreateSymbolicLink(Path.Combine(_root, "outside.yaml"), "../secret");
        _ = File.CreateSymbolicLink(Path.Combine(_root, "broken.yaml"), "nowhere");
        _ = Directory.CreateSymbolicLink(Path.Combine(_root, "loop"), ".");
        _ = Directory.CreateSymbolicLink(Path.Combine(_root, "up"), "..");

        (await Backend().ListAsync()).Select(f => (f.Path, f.Size)).ShouldBe([("inside.yaml", 3L), ("real.yaml", 3L)]);
        (await Backend().ReadAsync("inside.yaml", 10)).ShouldBe("123"u8.ToArray());
        foreach (var path in (string[])["outside.yaml", "up/secret", "broken.yaml"])
        {
            (await Should.ThrowAsync<BundleException>(() => Backend().ReadAsync(path, 10))).Message.ShouldContain($"no file '{path}'");
        }
    }

    [Theory]
    [InlineData("../secret")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../b")]
    [InlineData("")]
    [InlineData(".git/config")]
    [InlineData("a\0b")]
    public async Task ReadAsync_WhenPathIsNoneOfABundle_Refuses(string path) =>
        (await Should.ThrowAsync<BundleException>(() => Backend().ReadAsync(path, 10))).Message.ShouldContain("is no path of a bundle");

    [Fact]
    public async Task ReadAsync_WhenFileIsTooLarge_NamesSizeAndLimit()
    {
        Write("a.yaml", "12345");

        (await Should.ThrowAsync<BundleException>(() => Backend().ReadAsync("a.yaml", 4))).Message.ShouldContain("has 5 bytes; at most 4");
        (await Backend().ReadAsync("a.yaml", 5)).Length.ShouldBe(5);
    }

    [Fact]
    public async Task ListAsync_WhenFolderIsMissing_SaysSo() =>
        (await Should.ThrowAsync<BundleException>(() => new FolderBundleBackend(Path.Combine(_outer, "none")).ListAsync())).Message.ShouldContain("does not exist. Create it");

    [Fact]
    public async Task ListAsync_WhenFolderIsAFile_SaysSo()
    {
        Write("a.yaml", "");

        (await Should.ThrowAsync<BundleException>(() => new FolderBundleBackend(Path.Combine(_root, "a.yaml")).ListAsync())).Message.ShouldContain("is a file. Name the folder");
    }

    private FolderBundleBackend Backend() => new(_root);

    private void Write(string path, string content)
    {
        var full = Path.Combine(_root, path);
        _ = Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, content);
    }
}
