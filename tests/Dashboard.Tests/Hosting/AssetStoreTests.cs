using Orrery.Dashboard.Hosting;

namespace Orrery.Dashboard.Tests.Hosting;

public sealed class AssetStoreTests
{
    private readonly AssetStore _assets = new();

    [Fact]
    public void Paths_HoldWhatPagesNeed()
    {
        _assets.Paths.ShouldContain("_framework/blazor.web.js");
        _assets.Paths.ShouldContain("css/states.css");
        _assets.Paths.ShouldContain("js/app.js");
        _assets.Url("js/app.js").ShouldBe($"_orrery/{_assets.Version}/js/app.js");
    }

    [Fact]
    public void Url_OfWhatIsNotThere_NamesIt() => Should.Throw<ArgumentException>(() => _assets.Url("js/gone.js")).Message.ShouldContain("'js/gone.js'");

    [Fact]
    public void Find_WithAPathThatLeavesTheFolder_FindsNothing() => _assets.Find("../wwwroot/js/app.js").ShouldBeNull();

    [Fact]
    public void Scripts_OfOurs_AreSmall() =>
        _assets.Paths.Where(p => p.StartsWith("js/", StringComparison.Ordinal)).Sum(p => _assets.Find(p)!.Content.Length).ShouldBeLessThan(60 * 1024);

    [Fact]
    public void Policy_AllowsNothingInlineAndNoOtherOrigin()
    {
        SecurityHeaders.ContentSecurityPolicy.ShouldNotContain("unsafe");
        SecurityHeaders.ContentSecurityPolicy.ShouldNotContain("http");
        SecurityHeaders.ContentSecurityPolicy.ShouldNotContain("*");
        SecurityHeaders.ContentSecurityPolicy.ShouldStartWith("default-src 'none'");
    }
}
