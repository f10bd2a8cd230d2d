using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Orrery.Client.Http;
using Orrery.Core.Identity;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Identity;
using Orrery.Silo;

namespace Orrery.Cli.Tests.Security;

/// <summary>A whole server that other machines could reach: who may start it, TLS, users, tokens and the audit of what they did.</summary>
public sealed class NetworkServerTests : IDisposable
{
    private const string Password = "correct horse battery";
    private readonly string _folder = Directory.CreateTempSubdirectory("orrery-network-test-").FullName;

    private string CertificateFile => Path.Combine(_folder, "cert.pem");

    private string KeyFile => Path.Combine(_folder, "key.pem");

    private ServerOptions OnANetwork => new()
    {
        DataFolder = Path.Combine(_folder, "data"),
        Listen = new Uri("https://0.0.0.0:0"),
        Tls = new TlsOptions(CertificateFile, KeyFile),
        Engine = "noop",
        Holder = "a test",
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Start_WhenNobodyCouldSignIn_IsRefusedAndSaysHowToMakeAnAdmin()
    {
        WriteCertificate();
        var refused = await Should.ThrowAsync<ServerStartException>(() => OrreryServer.StartAsync(OnANetwork));
        refused.Message.ShouldContain("orrery users create NAME --role admin");

        await using (var local = await OrreryServer.StartAsync(OnANetwork with { Listen = null, Tls = null }))
        {
            (await local.Client.Users.CreateAsync(new NewUser { Name = "eve", Role = ApiRoles.User }, Password)).ShouldBe(ActionResult.Done);
            (await local.Client.Users.CreateAsync(new NewUser { Name = "elsewhere", Role = ApiRoles.Admin }, password: null)).ShouldBe(ActionResult.Done);
        }

        await Should.ThrowAsync<ServerStartException>(() => OrreryServer.StartAsync(OnANetwork), "neither a user nor an admin without a password will do");
    }

    [Fact]
    public async Task Start_WithACertificateThatCannotBeUsed_SaysWhich()
    {
        WriteCertificate();
        await File.WriteAllTextAsync(KeyFile, "no key");
        (await Should.ThrowAsync<ServerStartException>(() => OrreryServer.StartAsync(OnANetwork))).Message.ShouldContain(KeyFile);
    }

    [Fact]
    public async Task Server_OnANetwork_LetsUsersInByTheirRightsAndAuditsThem()
    {
        WriteCertificate();
        await MakeAdminAsync();
        await using var server = await OrreryServer.StartAsync(OnANetwork);
        server.SignInLink.ShouldBeNull("who opened it would be the owner");
        var address = new Uri($"https://127.0.0.1:{server.Url!.Port}/");

        using var http = new HttpClient(Trusting());
        using (var anonymous = await http.GetAsync(new Uri(address, "api/v2/dags")))
        {
            anonymous.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            anonymous.Headers.GetValues("Strict-Transport-Security").ShouldNotBeEmpty();
        }

        using var login = await http.PostAsync(new Uri(address, "auth/token"), new StringContent($$"""{"username": "ada", "password": "{{Password}}"}""", Encoding.UTF8, "application/json"));
        login.StatusCode.ShouldBe(HttpStatusCode.Created, await login.Content.ReadAsStringAsync());
        var pass = JsonNode.Parse(await login.Content.ReadAsStringAsync())!["access_token"]!.GetValue<string>();

        using var ada = new HttpOrreryClient(address, pass, Trusting());
        (await ada.Users.CreateAsync(new NewUser { Name = "eve", Role = ApiRoles.None, Grants = [new("sales_*", ApiRoles.User)] }, Password)).ShouldBe(ActionResult.Done);
        var made = await ada.Tokens.CreateAsync(new() { Name = "mine", Role = ApiRoles.Viewer, IsPersonal = true });
        made.Info.ShouldNotBeNull().UserName.ShouldBe("ada");

        // A token that is revoked is refused at the next request, here.
        using (var program = new HttpOrreryClient(address, made.Token!, Trusting()))
        {
            (await program.ListDagsAsync(new())).Items.ShouldBeEmpty();
            (await ada.Tokens.RevokeAsync(made.Info!.TokenId)).ShouldBe(ActionResult.Done);
            (await Should.ThrowAsync<OrreryApiException>(() => program.ListDagsAsync(new()))).Message.ShouldContain("401");
        }

        // What was done is in the audit, by whom and from where.
        var audit = (await ada.Audit.ListAsync(new AuditQuery { NewestFirst = false })).Items;
        audit.Select(e => (e.Event, e.Owner)).ShouldBe(
            [("create_user", "api"), ("sign_in", "ada"), ("create_user", "ada"), ("create_token", "ada"), ("revoke_token", "ada")]);
        audit[^1].Address.ShouldNotBeNull().ShouldEndWith("127.0.0.1");

        // Who is signed out everywhere is nobody from then on.
        (await ada.Users.ChangeAsync("ada", new UserChange { SignOut = true })).ShouldBe(ActionResult.Done);
        await Should.ThrowAsync<OrreryApiException>(() => ada.ListDagsAsync(new()));
    }

    [Fact]
    public async Task Certificate_WhenItsFilesChange_IsShownToNewConnections()
    {
        var clock = new Orrery.Embedded.Tests.Support.ManualTime();
        var first = WriteCertificate();
        var certificate = new Orrery.Silo.Security.ServerCertificate(CertificateFile, KeyFile, clock);
        var logger = Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;
        certificate.Current(logger).TargetCertificate.Thumbprint.ShouldBe(first);

        var second = WriteCertificate();
        File.SetLastWriteTimeUtc(KeyFile, File.GetLastWriteTimeUtc(KeyFile).AddSeconds(1));
        certificate.Current(logger).TargetCertificate.Thumbprint.ShouldBe(first, "it is not looked at each time");
        clock.Advance(TimeSpan.FromSeconds(10));
        certificate.Current(logger).TargetCertificate.Thumbprint.ShouldBe(second);

        await File.WriteAllTextAsync(CertificateFile, "half of a");
        clock.Advance(TimeSpan.FromSeconds(10));
        certificate.Current(logger).TargetCertificate.Thumbprint.ShouldBe(second, "the good one goes on");
    }

    private async Task MakeAdminAsync()
    {
        await using var local = await OrreryServer.StartAsync(OnANetwork with { Listen = null, Tls = null });
        (await local.Client.Users.CreateAsync(new NewUser { Name = "ada", Role = ApiRoles.Admin }, Password)).ShouldBe(ActionResult.Done);
    }

    private string WriteCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=orrery.test", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        File.WriteAllText(CertificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
        return certificate.Thumbprint;
    }

    private static SocketsHttpHandler Trusting() => new()
    {
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate!.Subject == "CN=orrery.test" },
    };
}
