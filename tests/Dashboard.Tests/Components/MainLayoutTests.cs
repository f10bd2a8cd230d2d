using Orrery.Dashboard.Components.Layout;

namespace Orrery.Dashboard.Tests.Components;

public sealed class MainLayoutTests : ComponentTest
{
    protected override string SignOutPath => "sign-out";

    protected override string? SignedIn => "ada";

    [Fact]
    public async Task Header_OfSomebodyWhoSignedIn_NamesThemAndSignsThemOut()
    {
        var form = (await RenderAsync<MainLayout>()).QuerySelector("header form").ShouldNotBeNull();
        (form.GetAttribute("method"), form.GetAttribute("action")).ShouldBe(("post", "sign-out"));
        form.QuerySelector(".name")!.TextContent.ShouldBe("ada");
        form.QuerySelector("button")!.GetAttribute("aria-label").ShouldBe("Sign out");
    }
}

public sealed class MainLayoutWithoutSignInTests : ComponentTest
{
    protected override string? SignedIn => "ada";

    [Fact]
    public async Task Header_InAHostThatSignsNobodyOut_OffersNothing() =>
        (await RenderAsync<MainLayout>()).QuerySelector("header form").ShouldBeNull();
}

public sealed class MainLayoutForNobodyTests : ComponentTest
{
    protected override string SignOutPath => "sign-out";

    [Fact]
    public async Task Header_ForSomebodyWhoDidNotSignIn_OffersNothing() =>
        (await RenderAsync<MainLayout>()).QuerySelector("header form").ShouldBeNull();
}
