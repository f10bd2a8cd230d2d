using Orrery.Runtime.Loading;

namespace Orrery.Runtime.Tests.Loading;

public sealed class ScratchFoldersTests
{
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    [Theory]
    [InlineData(1)]
    [InlineData(long.MaxValue)]
    public void Create_WhateverRoomThereIs_GivesAFolderOfItsOwn(long bytes)
    {
        var (first, second) = (ScratchFolders.Create(bytes), ScratchFolders.Create(bytes));
        try
        {
            first.ShouldNotBe(second);
            File.GetUnixFileMode(first).ShouldBe(Own);
            first.StartsWith("/dev/shm/", StringComparison.Ordinal).ShouldBe(bytes == 1 && Directory.Exists("/dev/shm"));
        }
        finally
        {
            File.WriteAllText(Path.Combine(first, "left"), "");
            ScratchFolders.Remove(first);
            ScratchFolders.Remove(second);
        }

        Directory.Exists(first).ShouldBeFalse();
        Should.NotThrow(() => ScratchFolders.Remove(first));
    }
}
