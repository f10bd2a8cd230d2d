using Orrery.Core.Secrets;

namespace Orrery.Core.Tests.Secrets;

/// <summary>URIs as Airflow writes and reads them; the expected values are those of its own rules.</summary>
public sealed class ConnectionUriTests
{
    public static TheoryData<string, Connection> Pairs() => new()
    {
        { "postgres://reader:s3cr3t@db:5432/sales", New("postgres") with { Host = "db", Port = 5432, Login = "reader", Password = "s3cr3t", Schema = "sales" } },
        { "google-cloud-platform://", New("google_cloud_platform") },
        { "http://https://api.example.com:8443", New("http") with { Host = "https://api.example.com", Port = 8443 } },
        { "http://https://user:p%40ss@api.example.com/v1", New("http") with { Host = "https://api.example.com", Login = "user", Password = "p@ss", Schema = "v1" } },
        { "mysql://log%20in:p%2F%3Aw%23@host%2Fpath/sch%2Fema", New("mysql") with { Host = "host/path", Login = "log in", Password = "p/:w#", Schema = "sch/ema" } },
        { "ftp://@:21", New("ftp") with { Port = 21 } },
        { "ftp://:pw@", New("ftp") with { Password = "pw" } },
        { "aws://key:secret@/?region_name=eu-west-1&role+arn=a%26b", New("aws") with { Login = "key", Password = "secret", Extra = """{"region_name":"eu-west-1","role arn":"a\u0026b"}""" } },
        { "x://h/s?__extra__=%7B%22a%22%3A+%5B1%5D%7D", New("x") with { Host = "h", Schema = "s", Extra = """{"a": [1]}""" } },
        { "x://h/?__extra__=%7B%7D", New("x") with { Host = "h", Extra = "{}" } },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Write_WhenAConnectionIsGiven_IsAirflowsUri(string uri, Connection connection) => ConnectionUri.Write(connection).ShouldBe(uri);

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Parse_WhenAirflowsUriIsGiven_IsTheConnection(string uri, Connection connection)
    {
        ConnectionUri.Parse("c", uri, out var problem).ShouldBe(connection);
        problem.ShouldBeNull();
    }

    [Theory]
    [InlineData("postgresql://h", "postgres")]
    [InlineData("google_cloud_platform://h", "google_cloud_platform")]
    [InlineData("HTTP://h", "http")]
    public void Parse_WhenTheTypeIsWrittenOtherwise_ItIsAirflowsName(string uri, string type) => ConnectionUri.Parse("c", uri, out _)!.ConnType.ShouldBe(type);

    [Fact]
    public void Parse_WhenTheHostIsAnIpV6Address_BracketsAreTakenOff()
    {
        var connection = ConnectionUri.Parse("c", "redis://[::1]:6379/0", out _)!;
        connection.Host.ShouldBe("::1");
        connection.Port.ShouldBe(6379);
        ConnectionUri.Parse("c", ConnectionUri.Write(connection), out _).ShouldBe(connection);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s3cr3t")]
    [InlineData("://h")]
    [InlineData("sp ace://h")]
    [InlineData("x://u:s3cr3t@h:port")]
    [InlineData("x://u:s3cr3t@h:70000")]
    [InlineData("x://u:s3#cr3t@h")]
    public void Parse_WhenTheUriIsWrong_SaysWhyWithoutRepeatingIt(string uri)
    {
        ConnectionUri.Parse("c", uri, out var problem).ShouldBeNull();
        problem.ShouldNotBeNull();
        problem.ShouldNotContain("s3");
    }

    [Theory]
    [InlineData("")]
    [InlineData("%")]
    [InlineData("a%zz")]
    [InlineData("x://%")]
    [InlineData("x://?&&=&a")]
    [InlineData("x://]:[@@//??")]
    [InlineData("x://x://x://")]
    public void Parse_WhenTheUriIsHostile_NeverThrows(string uri) =>
        Should.NotThrow(() => ConnectionUri.Parse("c", uri, out _) is { } connection ? ConnectionRules.Problems(connection).ToList() : null);

    private static Connection New(string type) => new() { ConnectionId = "c", ConnType = type };
}
