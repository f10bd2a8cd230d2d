using Orrery.Core.Bundles;

namespace Orrery.Core.Tests.Bundles;

public sealed class DirectoryListingsTests
{
    private static readonly string[] Files = ["a.yaml", "tables/eu/orders.sql", "tables/us.sql"];

    [Theory]
    [InlineData(".")]
    [InlineData("tables")]
    [InlineData("tables/eu")]
    public void HashOf_WhenOnlyTheOrderOfFilesDiffers_IsTheSame(string folder)
    {
        var hash = new DirectoryListings(Files).HashOf(folder);

        hash.Length.ShouldBe(64);
        new DirectoryListings(Files.Reverse()).HashOf(folder).ShouldBe(hash);
    }

    [Theory]
    [InlineData("tables/new.sql", false, true, false)]
    [InlineData("tables/eu/new.sql", false, false, true)]
    [InlineData("new/a.sql", true, false, false)]
    public void HashOf_WhenAFileIsAdded_ChangesWhereANameIsNew(string added, bool root, bool tables, bool eu)
    {
        var (before, after) = (new DirectoryListings(Files), new DirectoryListings([.. Files, added]));

        (string Folder, bool Changes)[] expected = [(".", root), ("tables", tables), ("tables/eu", eu)];
        foreach (var (folder, changes) in expected)
        {
            (before.HashOf(folder) != after.HashOf(folder)).ShouldBe(changes, folder);
        }
    }

    [Fact]
    public void HashOf_WhenAFolderTakesThePlaceOfAFile_Changes() =>
        new DirectoryListings(["a"]).HashOf(".").ShouldNotBe(new DirectoryListings(["a/b"]).HashOf("."));

    [Theory]
    [InlineData("away")]
    [InlineData("a.yaml")]
    [InlineData("")]
    public void HashOf_WhenThereIsNoSuchFolder_IsEmpty(string folder) => new DirectoryListings(Files).HashOf(folder).ShouldBeEmpty();
}
