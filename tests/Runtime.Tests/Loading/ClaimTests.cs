using Orrery.Runtime.Bundles;

namespace Orrery.Runtime.Tests.Loading;

public sealed class ClaimTests : LoaderTest
{
    [Theory]
    [InlineData("a.py", false, true)]
    [InlineData("dags/a.cs", false, true)]
    [InlineData("a.dag", true, true)]
    [InlineData("a.dag.sh", true, true)]
    [InlineData("a.dag.sh", false, false)]
    [InlineData("scripts/extract.sh", true, false)]
    [InlineData("a.dag.yaml", true, false)]
    [InlineData("a.yaml", false, false)]
    [InlineData("a.pyc", true, false)]
    public void Claims_OfAFile_GoesByItsName(string path, bool isExecutable, bool expected) =>
        Loader.Claims(new BundleFile(path, 1, DateTimeOffset.UnixEpoch, isExecutable)).ShouldBe(expected);
}
