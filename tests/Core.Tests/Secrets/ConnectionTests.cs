using System.Text.Json.Nodes;
using Orrery.Core.Secrets;

namespace Orrery.Core.Tests.Secrets;

public sealed class ConnectionTests
{
    [Fact]
    public void Read_WhenAllFieldsAreGiven_IsTheConnection()
    {
        var connection = ConnectionJson.Read(
            "c",
            JsonNode.Parse("""{"conn_type":"google-cloud","description":"d","host":"h","login":"l","password":"p","schema":"s","port":"12","extra":{"a":1}}"""),
            out var problems);

        problems.ShouldBeEmpty();
        connection.ShouldBe(new Connection
        {
            ConnectionId = "c", ConnType = "google_cloud", Description = "d", Host = "h", Login = "l", Password = "p", Schema = "s", Port = 12, Extra = """{"a":1}""",
        });
        ConnectionJson.Read("c", ConnectionJson.Write(connection!), out _).ShouldBe(connection);
    }

    [Theory]
    [InlineData("""{"conn_type":"x","pasword":"s3cr3t"}""", "There is no field 'pasword'")]
    [InlineData("""{"conn_type":"x","password":53}""", "Its 'password' must be a text")]
    [InlineData("""{"conn_type":"x","port":"s3cr3t"}""", "Its 'port' must be a whole number")]
    [InlineData("""{"host":"s3cr3t"}""", "It has no 'conn_type'")]
    [InlineData("""{"conn_type":"x","conn_id":"other"}""", "the two names must be the same")]
    [InlineData("[]", "A connection is a URI, or an object")]
    [InlineData("null", "A connection is a URI, or an object")]
    public void Read_WhenTheObjectIsWrong_SaysWhatAndNotTheValue(string json, string expected)
    {
        ConnectionJson.Read("c", JsonNode.Parse(json), out var problems).ShouldBeNull();
        problems.ShouldHaveSingleItem().ShouldContain(expected);
        problems[0].ShouldNotContain("s3cr3t");
    }

    [Fact]
    public void Problems_WhenEverythingIsWrong_NamesEachFieldOnce()
    {
        var text = new string('x', 70_000);
        var connection = new Connection { ConnectionId = "a b", ConnType = "", Host = text, Login = "a\0", Schema = text, Password = text, Description = text, Port = 0, Extra = "[1]" };

        ConnectionRules.Problems(connection).Select(p => p.Field)
            .ShouldBe(["connection_id", "conn_type", "host", "login", "schema", "password", "description", "port", "extra"]);
        ConnectionRules.Problems(new Connection { ConnectionId = "ä.b-c_1", ConnType = "http", Extra = "{}" }).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("s3cr3t")]
    [InlineData("")]
    [InlineData("\"s3cr3t\"")]
    public void Problems_WhenTheExtraIsNoObject_SaySoWithoutRepeatingIt(string extra)
    {
        var (field, problem) = ConnectionRules.Problems(new Connection { ConnectionId = "c", ConnType = "x", Extra = extra }).ShouldHaveSingleItem();
        field.ShouldBe("extra");
        problem.ShouldNotContain("s3cr3t");
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("team/prod/region", true)]
    [InlineData("a b", true)]
    [InlineData("", false)]
    [InlineData(" a", false)]
    [InlineData("a\n", false)]
    [InlineData("/a", false)]
    [InlineData("a/../b", false)]
    public void KeyProblem_WhenAKeyIsGiven_SaysWhetherItIsOne(string key, bool isOne) => (VariableRules.KeyProblem(key) is null).ShouldBe(isOne);

    [Fact]
    public void KeyProblem_WhenAKeyIsHalfACharacter_SaysSo() => VariableRules.KeyProblem("\ud83e").ShouldNotBeNull();

    [Fact]
    public void ToString_OfWhatHoldsSecrets_TellsNone()
    {
        $"{new Connection { ConnectionId = "c", ConnType = "x", Password = "s3cr3t", Extra = "s3cr3t" }}".ShouldBe("c (x)");
        $"{new VariableEntry("k", "s3cr3t")}".ShouldBe("k");
    }
}
