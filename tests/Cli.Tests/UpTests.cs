using Orrery.Cli.Tests.Support;
using Orrery.Grains.Interfaces.Bundles;

namespace Orrery.Cli.Tests;

public sealed class UpTests : IDisposable
{
    private readonly World _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Up_WithoutBundles_ServesTheCurrentFolder()
    {
        (await _world.RunAsync("up")).ShouldBe(ExitCodes.Success, _world.Error);
        _world.Started.ShouldHaveSingleItem().Bundles.ShouldBe([new(Path.GetFileName(_world.Folder), _world.Folder)]);
    }

    [Fact]
    public async Task Up_WhenThereAreExamples_ServesThem()
    {
        _world.Write("examples/a.yaml", ValidateTests.Good);
        await _world.RunAsync("up");
        _world.Started[0].Bundles.Keys.ShouldBe(["examples"]);
    }

    [Fact]
    public async Task Up_WithOptions_PassesThemOn()
    {
        _world.Write("one/a.yaml", ValidateTests.Good);
        _world.Write("two/b.yaml", ValidateTests.Good);
        await _world.RunAsync("up", "--bundle", "one", "--bundle", "two/", "--port", "0", "--data", "d", "--spool", "s", "--no-dashboard", "--verbose");
        var settings = _world.Started.ShouldHaveSingleItem();
        settings.Bundles.Keys.ShouldBe(["one", "two"]);
        settings.DataFolder.ShouldBe(Path.Combine(_world.Folder, "d"));
        settings.Spool.ShouldBe(Path.Combine(_world.Folder, "s"));
        (settings.Port, settings.Dashboard, settings.IsVerbose, settings.IsThrowAway).ShouldBe((0, false, true, false));
    }

    [Theory]
    [InlineData("90d", 90)]
    [InlineData("2 days", 2)]
    public async Task Up_WithRetention_PassesItOn(string text, int days)
    {
        await _world.RunAsync("up", "--retention", text);
        _world.Started.ShouldHaveSingleItem().Retention.ShouldBe(TimeSpan.FromDays(days));
        await _world.RunAsync("up");
        _world.Started[1].Retention.ShouldBeNull();
    }

    [Fact]
    public async Task Up_WhenRetentionIsNoDuration_SaysSo()
    {
        (await _world.RunAsync("up", "--retention", "3 months")).ShouldBe(ExitCodes.BadInput);
        _world.Error.ShouldContain("--retention '3 months' is not a duration");
    }

    [Fact]
    public async Task Up_WhenBundlesCannotBeUsed_NamesEachAndStartsNothing()
    {
        _world.Write("x/a/1.yaml", ValidateTests.Good);
        _world.Write("y/a/1.yaml", ValidateTests.Good);
        (await _world.RunAsync("up", "-b", "nope", "-b", "x/a/1.yaml", "-b", "x/a", "-b", "y/a")).ShouldBe(ExitCodes.BadInput);
        _world.Error.ShouldContain("--bundle 'nope': there is no such folder");
        _world.Error.ShouldContain("--bundle 'x/a/1.yaml' is a file");
        _world.Error.ShouldContain("are both called 'a'");
        _world.Started.ShouldBeEmpty();
    }

    [Fact]
    public async Task Up_WhenReady_SaysWhatItServesAndWhere()
    {
        _world.Client.Dags.AddRange([Sample.Dag("a"), Sample.Dag("b"), Sample.Dag("gone") with { IsActive = false }]);
        _world.Write("examples/a.yaml", ValidateTests.Good);
        _world.Reports["examples"] = new ParseReport { Errors = ["c.yaml:1:1: not good"] };
        await _world.RunAsync("up");
        _world.Out.ShouldContain("is up at http://127.0.0.1:7788/");
        _world.Out.ShouldContain("examples: 2 DAGs from");
        _world.Out.ShouldContain("a, b\n");
        _world.Out.ShouldContain("examples: c.yaml:1:1: not good");
        _world.Out.ShouldContain("http://127.0.0.1:7788/sign-in?token=t");
    }

    [Fact]
    public async Task Up_WhenItCannotStart_SaysWhyWithoutAStackTrace()
    {
        _world.StartFailure = CliException.BadInput("The store in 'x' is in use.");
        (await _world.RunAsync("up")).ShouldBe(ExitCodes.BadInput);
        _world.Error.ShouldBe("orrery: The store in 'x' is in use.\n");
    }
}
