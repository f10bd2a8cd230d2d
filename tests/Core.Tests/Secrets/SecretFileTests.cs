using Orrery.Core.Secrets;

namespace Orrery.Core.Tests.Secrets;

public sealed class SecretFileTests
{
    [Theory]
    [InlineData(SecretFileFormat.Json, """{"text":"a","number":12,"map":{"a":[1]},"described":{"value":"v","description":"d"},"empty":""}""")]
    [InlineData(SecretFileFormat.Yaml, "text: a\nnumber: 12\nmap: {a: [1]}\ndescribed:\n  value: v\n  description: d\nempty: ''\n")]
    public void ReadVariables_WhenTheFileIsAirflows_AreItsVariables(SecretFileFormat format, string text)
    {
        var variables = VariableFile.Read(text, format, out var problems);

        problems.ShouldBeEmpty();
        variables!.Value.ShouldBe([new("text", "a"), new("number", "12"), new("map", """{"a":[1]}"""), new("described", "v", "d"), new("empty", "")]);
    }

    [Fact]
    public void ReadVariables_WhenTheFileHasLines_TakesWhatIsBehindTheFirstSign() =>
        VariableFile.Read("# comment\n\nA=b=c\r\n B =d\n", SecretFileFormat.Env, out _)!.Value.ShouldBe([new("A", "b=c"), new("B", "d")]);

    [Theory]
    [InlineData(SecretFileFormat.Json)]
    [InlineData(SecretFileFormat.Yaml)]
    public void WriteVariables_WhenReadAgain_AreTheSame(SecretFileFormat format)
    {
        VariableEntry[] variables =
        [
            new("plain", "a: b # c"), new("quoted", "\"x\""), new("number", "012"), new("json", """{"value":1,"b":[true,null]}"""), new("described", "v", "what for"),
            new("null", "null"), new("lines", "a\nb"), new("no", "no"), new("broken", """{"a":1,"a":2}"""), new("käse", "🧀"),
        ];

        var text = VariableFile.Write(variables, format, out var problems);

        problems.ShouldBeEmpty();
        VariableFile.Read(text!, format, out _)!.Value.ShouldBe(variables);
    }

    [Fact]
    public void WriteVariables_WhenAValueHasSeveralLines_DoesNotFitOnOne()
    {
        VariableFile.Write([new("pem", "a\nb"), new("x", "y")], SecretFileFormat.Env, out var problems).ShouldBeNull();
        problems.ShouldHaveSingleItem().ShouldContain("'pem' does not fit on a line");
    }

    [Theory]
    [InlineData(SecretFileFormat.Json, """{"a": s3cr3t}""")]
    [InlineData(SecretFileFormat.Json, """["s3cr3t"]""")]
    [InlineData(SecretFileFormat.Json, """{"a":"s3cr3t","a":"s3cr3t"}""")]
    [InlineData(SecretFileFormat.Yaml, "a: [s3cr3t")]
    [InlineData(SecretFileFormat.Yaml, "a: s3cr3t\na: s3cr3t")]
    [InlineData(SecretFileFormat.Yaml, "- s3cr3t")]
    [InlineData(SecretFileFormat.Env, "s3cr3t")]
    [InlineData(SecretFileFormat.Env, "A=s3cr3t\nA=s3cr3t")]
    public void ReadVariables_WhenTheFileIsBroken_SaysWhereAndNotWhat(SecretFileFormat format, string text)
    {
        VariableFile.Read(text, format, out var problems).ShouldBeNull();
        problems.ShouldNotBeEmpty();
        problems.ShouldAllBe(p => !p.Contains("s3cr3t", StringComparison.Ordinal));
    }

    [Fact]
    public void ReadConnections_WhenFormsAreMixed_AreAllRead()
    {
        var connections = ConnectionFile.Read(
            """{"a":"postgres://u:p@h/s","b":{"conn_type":"http","host":"h","extra":{"x":1}}}""", SecretFileFormat.Json, out var problems);

        problems.ShouldBeEmpty();
        connections!.Value.Select(c => $"{c} {c.Host} {c.Password} {c.Extra}").ShouldBe(["a (postgres) h p ", "b (http) h  {\"x\":1}"]);
    }

    [Theory]
    [InlineData(SecretFileFormat.Json)]
    [InlineData(SecretFileFormat.Yaml)]
    [InlineData(SecretFileFormat.Env)]
    public void WriteConnections_WhenReadAgain_AreTheSame(SecretFileFormat format)
    {
        Connection[] connections =
        [
            new() { ConnectionId = "a", ConnType = "postgres", Host = "h", Login = "l", Password = "p: #\"'", Port = 1, Schema = "s", Extra = """{"x": {"y": 1}}""" },
            new() { ConnectionId = "b", ConnType = "generic" },
        ];

        ConnectionFile.Read(ConnectionFile.Write(connections, format, out _)!, format, out _)!.Value.ShouldBe(connections);
    }

    [Fact]
    public void ReadConnections_WhenSeveralAreWrong_SaysAllAtOnce()
    {
        ConnectionFile.Read("""{"a b":"http://h","c":"nothing","d":{"port":"x"}}""", SecretFileFormat.Json, out var problems).ShouldBeNull();
        problems.Length.ShouldBe(4);
        problems.ShouldContain(p => p.StartsWith("Connection 'a b': connection_id:", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("x/y.JSON", SecretFileFormat.Json)]
    [InlineData("y.yml", SecretFileFormat.Yaml)]
    [InlineData(".env", SecretFileFormat.Env)]
    [InlineData("y.txt", null)]
    public void FormatOf_WhenAPathIsGiven_GoesByItsEnd(string path, SecretFileFormat? format) => SecretFile.FormatOf(path).ShouldBe(format);
}
