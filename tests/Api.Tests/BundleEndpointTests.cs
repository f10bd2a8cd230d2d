using System.Net;
using System.Text;
using System.Text.Json;
using Orrery.Api.Tests.Support;
using Orrery.Client.Http;
using Orrery.Client.Testing;
using Orrery.Grains.Interfaces.Bundles;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Tokens;

namespace Orrery.Api.Tests;

public sealed class BundleEndpointTests : IAsyncLifetime
{
    private ApiServer _server = null!;
    private HttpClient _http = null!;
    private HttpOrreryClient _client = null!;

    private MemoryBundles Bundles => _server.Client.MemoryBundles;

    public async Task InitializeAsync()
    {
        _server = await ApiServer.StartAsync();
        _http = _server.CreateHttp();
        _client = _server.Connect();
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Client_WhenItAdministersBundles_SaysTheSameOverHttp()
    {
        var settings = new BundleSettings { Backend = BundleSettings.Git, Location = "https://example.org/r.git", Ref = "main", Subdirectory = "dags", TokenEnv = "GIT_TOKEN" };
        (await _client.Bundles.AddAsync("reports", settings)).ShouldBe(ActionResult.Done);
        (await _client.Bundles.GetAsync("reports"))!.Settings.ShouldBe(settings);
        (await _client.Bundles.ListAsync()).ShouldHaveSingleItem().Name.ShouldBe("reports");
        (await _client.Bundles.GetAsync("nope")).ShouldBeNull();
        (await _client.Bundles.AddAsync("x", new BundleSettings { Backend = "bad" })).Status.ShouldBe(ActionStatus.Invalid);
        (await _client.Bundles.SetActiveAsync("reports", isActive: false)).ShouldBe(ActionResult.Done);
        (await _client.Bundles.GetAsync("reports"))!.IsActive.ShouldBeFalse();
        (await _client.Bundles.SetActiveAsync("nope", isActive: true)).Status.ShouldBe(ActionStatus.NotFound);
        (await _client.Bundles.DeactivateDagsAsync("reports", ["a", "b"])).ShouldBe(["a", "b"]);
        (await _client.Bundles.DeactivatePathAsync("reports", "team")).ShouldBe(["of_path"]);
        Bundles.Requests.ShouldContain("deactivate reports path team");
    }

    [Fact]
    public async Task Client_WhenItBringsDagsIn_GetsTheWholeAnswer()
    {
        Bundles.Report = Samples.Report;
        (await _client.Bundles.DeployAsync("reports", new Deploy { Archive = [1, 2, 3], DryRun = true, Partial = true })).ShouldSayTheSameAs(Samples.Report);
        Bundles.Archive.ShouldBe([1, 2, 3]);
        (await _client.Bundles.ParsePathAsync("reports", new ParsePath { Path = "a/b.yaml", Force = true, DeactivateRemoved = false })).ShouldSayTheSameAs(Samples.Report);
        (await _client.Bundles.SubmitDocumentsAsync("reports", new SubmitDocuments { Documents = ["""{"dag_id":"a"}"""] })).ShouldSayTheSameAs(Samples.Report);
        Bundles.Requests.ShouldBe(["deploy reports dry partial", "parse path reports 'a/b.yaml' force keep", """submit reports {"dag_id":"a"}"""]);
    }

    [Theory]
    [InlineData("parsePath", """{"path": 7}""", 422)]
    [InlineData("parsePath", """{"pth": "a"}""", 422)]
    [InlineData("documents", """{}""", 422)]
    [InlineData("documents", """{"documents": [1]}""", 422)]
    [InlineData("documents", """{"documents": "x"}""", 422)]
    [InlineData("deactivate", """{}""", 422)]
    [InlineData("deactivate", """{"path": "a", "dag_ids": ["b"]}""", 422)]
    [InlineData("deploy?partial=maybe", "x", 422)]
    [InlineData("deploy", "", 422)]
    public async Task Request_WhenItIsNotValid_ChangesNothing(string verb, string body, int status)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync($"api/v2/bundles/reports/{verb}", content);
        ((int)response.StatusCode).ShouldBe(status, await response.Content.ReadAsStringAsync());
        Bundles.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Deploy_WhenTheArchiveIsTooLarge_IsRefusedBeforeItIsRead()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/v2/bundles/reports/deploy") { Content = new StreamContent(new LongStream(Deploy.MaxArchiveBytes + 1)) };
        request.Headers.ExpectContinue = true;
        using var response = await _http.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        Bundles.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task File_WhenNamedByTheTokenOfItsDag_IsReadAgain()
    {
        using var dag = JsonDocument.Parse(await _http.GetStringAsync("api/v2/dags/sales"));
        var token = dag.RootElement.GetProperty("file_token").GetString();
        using var response = await _http.PutAsync($"api/v2/parseDagFile/{token}", content: null);
        response.StatusCode.ShouldBe(HttpStatusCode.Created);
        Bundles.Requests.ShouldHaveSingleItem().ShouldContain(dag.RootElement.GetProperty("relative_fileloc").GetString()!);
        using var wrong = await _http.PutAsync("api/v2/parseDagFile/nothing", content: null);
        wrong.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task ImportError_WhenFixedOrThere_IsFoundByItsNumber()
    {
        using var list = JsonDocument.Parse(await _http.GetStringAsync("api/v2/importErrors"));
        var first = list.RootElement.GetProperty("import_errors")[0];
        first.GetProperty("details").ValueKind.ShouldBe(JsonValueKind.Array);
        using var one = await _http.GetAsync($"api/v2/importErrors/{first.GetProperty("import_error_id").GetInt32()}");
        one.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var none = await _http.GetAsync("api/v2/importErrors/7");
        none.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Tokens_WhenMadeAndRevoked_AreListedWithoutThemselves()
    {
        var made = await _client.Tokens.CreateAsync(new TokenRequest { Name = "ci", Role = "deploy", Bundle = "reports", ExpiresAt = _server.Clock.GetUtcNow().AddDays(1) });
        made.Token.ShouldBe("ort_0000000000000000_secret");
        (await _http.GetStringAsync("api/v2/tokens")).ShouldNotContain("secret");
        (await _client.Tokens.RevokeAsync(made.Info!.TokenId)).ShouldBe(ActionResult.Done);
        (await _client.Tokens.ListAsync()).ShouldHaveSingleItem().RevokedAt.ShouldNotBeNull();
        (await _client.Tokens.RevokeAsync("nope")).Status.ShouldBe(ActionStatus.NotFound);
        (await _client.Tokens.CreateAsync(new TokenRequest { Name = "x", Role = "king" })).Outcome.Status.ShouldBe(ActionStatus.Invalid);
    }

    /// <summary>Zeros, as many as are asked for; only its length is read when the server refuses at once.</summary>
    private sealed class LongStream(long length) : MemoryStream
    {
        private long _read;

        public override bool CanSeek => true;

        public override long Length => length;

        public override long Position { get => _read; set => _read = value; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var n = (int)Math.Min(count, length - _read);
            _read += n;
            return n;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var n = (int)Math.Min(buffer.Length, length - _read);
            _read += n;
            return ValueTask.FromResult(n);
        }
    }
}
