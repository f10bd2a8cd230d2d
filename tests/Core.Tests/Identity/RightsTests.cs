using Orrery.Core.Identity;

namespace Orrery.Core.Tests.Identity;

public sealed class RightsTests
{
    [Theory]
    [InlineData("sales", "sales", true)]
    [InlineData("sales", "sales2", false)]
    [InlineData("sales", "Sales", false)]
    [InlineData("sales_*", "sales_", true)]
    [InlineData("sales_*", "sales_daily", true)]
    [InlineData("sales_*", "presales_daily", false)]
    [InlineData("*", "anything.at-all", true)]
    [InlineData("*", "", true)]
    [InlineData("*_daily", "sales_daily", true)]
    [InlineData("*_daily", "sales_daily_old", false)]
    [InlineData("a*b*c", "a--b--b--c", true)]
    [InlineData("a*b*c", "a--c--b", false)]
    [InlineData("a*a", "a", false)]
    [InlineData("**x", "yx", true)]
    [InlineData("", "x", false)]
    public void Grant_OfAPattern_CoversWhatItMeans(string pattern, string dagId, bool expected) => new DagGrant(pattern, ApiRoles.User).Covers(dagId).ShouldBe(expected);

    [Fact]
    public void Grants_WhenNotValid_AreAllNamed()
    {
        DagGrant.Problems([new("a b", ApiRoles.User), new("", ApiRoles.User), new("ok_*", "king"), new("fine", ApiRoles.Op)]).Count().ShouldBe(3);
        DagGrant.Problems([new("x", ApiRoles.None)]).ShouldHaveSingleItem().ShouldContain("'none'");
        DagGrant.Problems([.. Enumerable.Repeat(new DagGrant("x", ApiRoles.User), 1_001)]).ShouldHaveSingleItem().ShouldContain("1000 grants");
    }

    [Fact]
    public void Grants_WhenKept_AreReadBack()
    {
        DagGrant[] grants = [new("sales_*", ApiRoles.User), new("a\"b", ApiRoles.Viewer)];
        DagGrant.Parse(DagGrant.ToJson(grants)).ShouldBe(grants);
        DagGrant.Parse("[]").ShouldBeEmpty();
    }

    [Fact]
    public void Rights_OfARole_HoldEverywhere()
    {
        var rights = new Rights { Role = ApiRoles.User };
        (rights.Has(ApiRoles.Viewer), rights.Has(ApiRoles.User), rights.Has(ApiRoles.Op)).ShouldBe((true, true, false));
        (rights.Has(ApiRoles.User, "any"), rights.Has(ApiRoles.Op, "any"), rights.SeesAll).ShouldBe((true, false, true));
    }

    [Fact]
    public void Rights_OfGrantsAlone_HoldForTheirDagsOnly()
    {
        var rights = new Rights { Role = ApiRoles.None, Grants = [new("sales_*", ApiRoles.User), new("hr", ApiRoles.Viewer)] };
        (rights.Sees("sales_a"), rights.Sees("hr"), rights.Sees("ops"), rights.SeesAll).ShouldBe((true, true, false, false));
        (rights.Has(ApiRoles.User, "sales_a"), rights.Has(ApiRoles.User, "hr"), rights.Has(ApiRoles.Viewer)).ShouldBe((true, false, false));
        (rights.HasSomewhere(ApiRoles.User), rights.HasSomewhere(ApiRoles.Op)).ShouldBe((true, false));
    }

    [Fact]
    public void Rights_OfAToken_NeverExceedItsOwners()
    {
        var owner = new Rights { Role = ApiRoles.Viewer, Grants = [new("sales", ApiRoles.Op)] };
        var token = new Rights { Role = ApiRoles.Admin, Limit = owner };
        (token.Has(ApiRoles.Viewer), token.Has(ApiRoles.User), token.Has(ApiRoles.Op, "sales"), token.Has(ApiRoles.Op, "hr")).ShouldBe((true, false, true, false));

        var narrow = new Rights { Role = ApiRoles.None, Grants = [new("sales", ApiRoles.User)], Limit = owner };
        (narrow.Sees("sales"), narrow.Has(ApiRoles.User, "sales"), narrow.Has(ApiRoles.Op, "sales"), narrow.Sees("hr")).ShouldBe((true, true, false, false));
        new Rights { Role = ApiRoles.Admin, Limit = Rights.None }.HasSomewhere(ApiRoles.Viewer).ShouldBeFalse();
    }

    [Fact]
    public void Rights_ToDeploy_AreForTheirBundle()
    {
        var here = new Rights { Role = ApiRoles.Deploy, Bundle = "main" };
        (here.MayDeploy("main"), here.MayDeploy("other"), here.Has(ApiRoles.Viewer), here.SeesAll).ShouldBe((true, false, false, false));
        new Rights { Role = ApiRoles.Deploy }.MayDeploy("other").ShouldBeTrue();
        new Rights { Role = ApiRoles.Op }.MayDeploy("other").ShouldBeTrue();
        new Rights { Role = ApiRoles.User }.MayDeploy("other").ShouldBeFalse();
        (here with { Limit = new Rights { Role = ApiRoles.Viewer } }).MayDeploy("main").ShouldBeFalse();
    }
}
