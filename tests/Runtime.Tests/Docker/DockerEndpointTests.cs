using Orrery.Runtime.Docker;
using Orrery.Runtime.Docker.Api;

namespace Orrery.Runtime.Tests.Docker;

public sealed class DockerEndpointTests
{
    [Fact]
    public void Parse_WhenUnixSocket_NamesItsPath()
    {
        var endpoint = DockerEndpoint.Parse("unix:///run/user/1000/docker.sock", tls: true, "/certs");

        endpoint.SocketPath.ShouldBe("/run/user/1000/docker.sock");
        endpoint.CertificatePath.ShouldBeNull();
        endpoint.IsLocal.ShouldBeTrue();
    }

    [Theory]
    [InlineData("tcp://10.0.0.1:4243", false, "http://10.0.0.1:4243/", null)]
    [InlineData("tcp://engine", false, "http://engine:2375/", null)]
    [InlineData("tcp://engine", true, "https://engine:2376/", "/certs")]
    [InlineData("tcp://[::1]:2376", true, "https://[::1]:2376/", "/certs")]
    [InlineData("http://engine:2375", true, "http://engine:2375/", null)]
    [InlineData("https://engine", false, "https://engine:2376/", "/certs")]
    public void Parse_WhenNetwork_KnowsPortAndTls(string address, bool tls, string uri, string? certificates)
    {
        var endpoint = DockerEndpoint.Parse(address, tls, "/certs");

        endpoint.BaseUri.ToString().ShouldBe(uri);
        endpoint.CertificatePath.ShouldBe(certificates);
        endpoint.IsLocal.ShouldBeFalse();
    }

    [Theory]
    [InlineData("unix://")]
    [InlineData("engine:2375")]
    [InlineData("ssh://me@engine")]
    [InlineData("tcp://engine:2375/path")]
    [InlineData("")]
    public void Parse_WhenNoAddress_SaysWhatWouldBeOne(string address) =>
        Should.Throw<FormatException>(() => DockerEndpoint.Parse(address, tls: false, "/")).Message.ShouldContain("unix:///path/to/docker.sock");

    [Fact]
    public void Find_WhenOptionsAreSet_TheyGoBeforeTheEnvironment()
    {
        var environment = new Dictionary<string, string> { ["DOCKER_HOST"] = "tcp://other:1", ["DOCKER_TLS_VERIFY"] = "1", ["DOCKER_CERT_PATH"] = "/theirs" };

        DockerEndpoint.Find(new DockerOptions(), environment.GetValueOrDefault).ToString().ShouldBe("tcp://other:1");
        DockerEndpoint.Find(new DockerOptions(), environment.GetValueOrDefault).CertificatePath.ShouldBe("/theirs");
        var own = DockerEndpoint.Find(new DockerOptions { Address = "tcp://mine:2", Tls = true, CertificatePath = "/ours" }, environment.GetValueOrDefault);
        own.BaseUri.ToString().ShouldBe("https://mine:2/");
        own.CertificatePath.ShouldBe("/ours");
        DockerEndpoint.Find(new DockerOptions { Tls = false }, environment.GetValueOrDefault).CertificatePath.ShouldBeNull();
    }

    [Theory]
    [InlineData("1.41", "1.41")]
    [InlineData("1.35", "1.35")]
    [InlineData("1.99", "1.51")]
    public void Negotiate_WhenVersionsMeet_TheOlderOfBothIsSpoken(string engine, string spoken) => ApiVersion.Negotiate(engine).ToString().ShouldBe(spoken);

    [Theory]
    [InlineData("1.24")]
    [InlineData(null)]
    [InlineData("latest")]
    public void Negotiate_WhenNoneIsKnown_IsRefused(string? engine) =>
        Should.Throw<DockerException>(() => ApiVersion.Negotiate(engine)).Kind.ShouldBe(DockerErrorKind.VersionRefused);

    [Theory]
    [InlineData("busybox", "busybox", "latest", "https://index.docker.io/v1/")]
    [InlineData("team/image:1.2", "team/image", "1.2", "https://index.docker.io/v1/")]
    [InlineData("localhost/image", "localhost/image", "latest", "localhost")]
    [InlineData("127.0.0.1:5000/a/b:x", "127.0.0.1:5000/a/b", "x", "127.0.0.1:5000")]
    [InlineData("reg.example/a@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "reg.example/a", "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "reg.example")]
    public void ImageReference_WhenName_IsTakenApart(string text, string repository, string version, string registry)
    {
        var name = ImageReference.Parse(text);

        (name.Repository, name.Version, name.Registry).ShouldBe((repository, version, registry));
        name.ToString().ShouldBe(text);
    }

    [Theory]
    [InlineData("../containers/x")]
    [InlineData("a/../b")]
    [InlineData("UPPER/case:x/y")]
    [InlineData("a b")]
    [InlineData("a?force=1")]
    [InlineData("")]
    public void ImageReference_WhenNoName_IsRefused(string text) =>
        Should.Throw<DockerException>(() => ImageReference.Parse(text)).Kind.ShouldBe(DockerErrorKind.BadParameter);
}
