using Orrery.Core.Secrets;

namespace Orrery.Core.Tests.Secrets;

public sealed class RedactionTests
{
    [Theory]
    [InlineData("region", "eu", "eu")]
    [InlineData("smtp_password", "s3cr3t", "***")]
    [InlineData("MY_API_KEY", "s3cr3t", "***")]
    [InlineData("config", """{"a":1,"token":"s3cr3t","in":[{"Secret":{"x":"s3cr3t"}}]}""", """{"a":1,"token":"***","in":[{"Secret":"***"}]}""")]
    [InlineData("config", """{ "a": 1 }""", """{ "a": 1 }""")]
    [InlineData("config", """{"token":null}""", """{"token":null}""")]
    [InlineData("config", "{broken", "{broken")]
    [InlineData("empty", "", "")]
    public void Variable_WhenShown_HidesWhatItsNamesPromise(string key, string value, string shown) => Redaction.Variable(key, value).ShouldBe(shown);

    [Fact]
    public void MergeVariable_WhenWhatWasShownComesBack_StaysWhatItWas()
    {
        Redaction.MergeVariable("password", "***", "s3cr3t").ShouldBe("s3cr3t");
        Redaction.MergeVariable("password", "new", "s3cr3t").ShouldBe("new");
        Redaction.MergeVariable("region", "***", "eu").ShouldBe("***");
        Redaction.MergeVariable("config", """{"token":"***","a":2}""", """{"token":"s3cr3t","a":1}""").ShouldBe("""{"token":"s3cr3t","a":2}""");
        Redaction.MergeVariable("config", """{"token":"***"}""", "eu").ShouldBe("""{"token":"***"}""");
    }

    [Fact]
    public void SecretValues_OfAVariable_AreThoseItsNamesPromise()
    {
        SecretValues.OfVariable("region", "eu-west-1").ShouldBeEmpty();
        SecretValues.OfVariable("password", "s3cr3t").ShouldBe(["s3cr3t"]);
        SecretValues.OfVariable("config", """{"a":"open","token":["x1","x2"],"in":{"password":12345}}""").ShouldBe(["x1", "x2", "12345"]);
    }

    [Fact]
    public void SecretValues_OfAConnection_ArePasswordAndExtra() =>
        SecretValues.OfConnection(new Connection { ConnectionId = "c", ConnType = "x", Login = "me", Password = "pw", Extra = """{"private_key":"k","region":"eu"}""" }).ShouldBe(["pw", "k"]);
}
