using Orrery.Core.Identity;

namespace Orrery.Core.Tests.Identity;

public sealed class PasswordHashTests
{
    private const string Password = "correct horse battery";

    [Fact]
    public void Hash_OfAPassword_MatchesItAndNoOther()
    {
        var hash = PasswordHash.Create(Password, iterations: 10);
        PasswordHash.Matches(hash, Password).ShouldBeTrue();
        PasswordHash.Matches(hash, Password + "x").ShouldBeFalse();
        PasswordHash.Matches(hash, "").ShouldBeFalse();
        hash.ShouldNotContain("correct");
        PasswordHash.Create(Password, iterations: 10).ShouldNotBe(hash, "each has a salt of its own");
    }

    [Fact]
    public void Hash_OfToday_IsMadeWithAllIterations()
    {
        var hash = PasswordHash.Create(Password);
        hash.ShouldStartWith("pbkdf2-sha256$600000$");
        PasswordHash.IsOutdated(hash).ShouldBeFalse();
        PasswordHash.IsOutdated(PasswordHash.Create(Password, iterations: 599_999)).ShouldBeTrue();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("pbkdf2-sha256$0$AAAA$AAAA")]
    [InlineData("pbkdf2-sha256$10$AAAA$AAAA")]
    [InlineData("pbkdf2-sha256$10$!$!")]
    [InlineData("pbkdf2-sha256$999999999$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    public void Hash_WhenItIsNone_MatchesNothing(string? hash) => PasswordHash.Matches(hash, Password).ShouldBeFalse();

    [Theory]
    [InlineData("short", "at least 12")]
    [InlineData("aaaaaaaaaaaaaaaa", "repeats")]
    [InlineData("ababababababab", "repeats")]
    public void Problem_WithABadPassword_SaysWhatWouldBeRight(string password, string problem) => PasswordHash.Problem(password).ShouldNotBeNull().ShouldContain(problem);

    [Fact]
    public void Problem_WithALongPassword_SaysHowLong()
    {
        PasswordHash.Problem(new string('x', 257)).ShouldNotBeNull().ShouldContain("at most 256");
        PasswordHash.Problem(Password).ShouldBeNull();
    }

    [Theory]
    [InlineData("  Ada@Example.ORG ", "ada@example.org", true)]
    [InlineData("eve", "eve", true)]
    [InlineData("owner", "owner", false)]
    [InlineData("a b", "a b", false)]
    [InlineData("a/b", "a/b", false)]
    [InlineData("token:x", "token:x", false)]
    [InlineData(".x", ".x", false)]
    [InlineData("", "", false)]
    public void UserName_WhenNormalized_IsGoodOrNot(string given, string name, bool isGood)
    {
        UserNames.Normalize(given).ShouldBe(name);
        (UserNames.Problem(name) is null).ShouldBe(isGood);
    }
}
