using System.Net;
using System.Text;
using Orrery.Api.Tests.Support;
using Orrery.Client.Access;
using Orrery.Core.Identity;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Identity;
using Orrery.Grains.Interfaces.Search;

namespace Orrery.Api.Tests;

/// <summary>Who has grants for single DAGs: others do not exist for them.</summary>
public sealed class GrantAccessTests(ApiServerFixture fixture) : IClassFixture<ApiServerFixture>
{
    private static readonly (string Method, string Path, string? Body)[] AboutADag =
    [
        ("GET", "dags/sales", null),
        ("PATCH", "dags/sales", """{"is_paused": true}"""),
        ("GET", "dags/sales/dagRuns", null),
        ("POST", "dags/sales/dagRuns", "{}"),
        ("GET", "dags/sales/dagRuns/r/taskInstances", null),
        ("GET", "dags/sales/dagRuns/r/cells", null),
        ("GET", "dags/sales/dagRuns/r/taskInstances/t/logs/1", null),
        ("POST", "dags/sales/clearTaskInstances", "{}"),
        ("GET", "dags/sales/dagVersions", null),
        ("GET", "dagSources/sales", null),
        ("GET", "dags/sales/rollout", null),
        ("GET", "dags/sales/assets/nextRun", null),
    ];

    public static TheoryData<string, string, string?> Requests()
    {
        var data = new TheoryData<string, string, string?>();
        foreach (var (method, path, body) in AboutADag)
        {
            data.Add(method, path, body);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Request_AboutAHiddenDag_IsAnsweredAsIfThereWereNone(string method, string path, string? body)
    {
        var token = fixture.Server.Tokens.Add(ApiRoles.None, grants: [new("other_*", ApiRoles.User)]);
        var (status, text) = await SendAsync(method, path, body, token);
        status.ShouldBe(HttpStatusCode.NotFound, text);
        text.ShouldContain("There is no DAG 'sales'");
    }

    [Theory]
    [InlineData("GET", "dags/sales", null, ApiRoles.Viewer, HttpStatusCode.OK)]
    [InlineData("PATCH", "dags/sales", """{"is_paused": true}""", ApiRoles.Viewer, HttpStatusCode.Forbidden)]
    [InlineData("PATCH", "dags/sales", """{"is_paused": true}""", ApiRoles.User, HttpStatusCode.OK)]
    [InlineData("PUT", "dags/sales/rollout", """{"percent": 5}""", ApiRoles.User, HttpStatusCode.Forbidden)]
    [InlineData("GET", "pools", null, ApiRoles.Admin, HttpStatusCode.Forbidden)]
    [InlineData("GET", "bundles", null, ApiRoles.Admin, HttpStatusCode.Forbidden)]
    [InlineData("GET", "users", null, ApiRoles.Admin, HttpStatusCode.Forbidden)]
    [InlineData("GET", "dags", null, ApiRoles.Viewer, HttpStatusCode.OK)]
    [InlineData("GET", "dags/~/dagRuns", null, ApiRoles.Viewer, HttpStatusCode.OK)]
    public async Task Request_WithAGrantForTheDag_GoesByItsRole(string method, string path, string? body, string role, HttpStatusCode expected)
    {
        var token = fixture.Server.Tokens.Add(ApiRoles.None, grants: [new("sal*", role)]);
        var (status, text) = await SendAsync(method, path, body, token);
        status.ShouldBe(expected, text);
    }

    [Theory]
    [InlineData("dags")]
    [InlineData("dags/~/dagRuns")]
    [InlineData("dags/~/dagRuns/~/hitlDetails")]
    [InlineData("backfills")]
    [InlineData("backfills/7")]
    [InlineData("backfills/7/runs")]
    [InlineData("importErrors")]
    [InlineData("eventLogs")]
    [InlineData("eventLogs/1")]
    [InlineData("overview")]
    public async Task List_AcrossDags_TellsNothingOfHiddenOnes(string path)
    {
        fixture.Server.Client.Approvals.Clear();
        fixture.Server.Client.Approvals.Add(new ApprovalInfo { DagId = Samples.DagId, DagRunId = Samples.RunId, TaskId = "extract", TryNumber = 1, Subject = "?", Options = ["yes"], CreatedAt = Samples.Midnight });
        fixture.Server.Client.MemoryAudit.Entries.Clear();
        fixture.Server.Client.MemoryAudit.Entries.Add(new AuditInfo { Id = 1, When = Samples.Midnight, Event = "pause_dag", Owner = "ada", DagId = Samples.DagId });
        var (_, all) = await SendAsync("GET", path, null, fixture.Server.Token);
        all.ShouldContain(path is "backfills/7/runs" ? "already exists" : path == "importErrors" ? "import_error_id" : Samples.DagId, Case.Sensitive, "else this test proves nothing");

        var (_, seen) = await SendAsync("GET", path, null, fixture.Server.Tokens.Add(ApiRoles.None, grants: [new("other", ApiRoles.Admin)]));
        seen.ShouldNotContain(Samples.DagId);
        seen.ShouldNotContain("already exists");
        seen.ShouldNotContain("import_error_id");
    }

    [Fact]
    public async Task Overview_ForSomebodyWithGrants_CountsOnlyWhatTheySee()
    {
        var (since, old) = (Samples.Midnight, Samples.Midnight.AddDays(-1));
        var inner = new FakeClient
        {
            Listed = [DagOf("hidden", 1), DagOf("seen_b", 3), DagOf("seen_a", 2), DagOf("seen_paused", 1) with { IsPaused = true }],
            Runs =
            [
                RunOf("hidden", DagRunState.Queued, since), RunOf("hidden", DagRunState.Running, since), RunOf("hidden", DagRunState.Success, since), RunOf("hidden", DagRunState.Failed, since),
                RunOf("seen_a", DagRunState.Queued, old), RunOf("seen_b", DagRunState.Running, old), RunOf("seen_b", DagRunState.Running, since),
                RunOf("seen_a", DagRunState.Success, since), RunOf("seen_a", DagRunState.Success, old),
                RunOf("seen_b", DagRunState.Failed, since), RunOf("seen_b", DagRunState.Failed, since), RunOf("seen_paused", DagRunState.Failed, since),
            ],
        };
        inner.Approvals.Add(new ApprovalInfo { DagId = "hidden", DagRunId = "r", TaskId = "t", TryNumber = 1, Subject = "?", Options = ["yes"], CreatedAt = since });

        var overview = await ClientOf(inner, new DagGrant("seen_*", ApiRoles.Viewer)).GetOverviewAsync(since);
        (overview.Queued, overview.Running, overview.Success, overview.Failed).ShouldBe((1, 2, 1, 3));
        (overview.ImportErrors, overview.Approvals, overview.Since).ShouldBe((0, 0, since));
        overview.Upcoming.Select(r => r.DagId).ShouldBe(["seen_a", "seen_b"]);
        inner.Calls.ShouldNotContain(c => c.StartsWith("overview", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Overview_ForSomebodyWhoSeesNothing_IsEmpty()
    {
        var inner = new FakeClient { Listed = [DagOf("hidden", 1)], Runs = [RunOf("hidden", DagRunState.Failed, Samples.Midnight)] };
        var overview = await ClientOf(inner).GetOverviewAsync(Samples.Midnight);
        (overview.Queued, overview.Running, overview.Success, overview.Failed, overview.ImportErrors, overview.Upcoming.Length).ShouldBe((0, 0, 0, 0, 0, 0));
    }

    [Theory]
    [InlineData(Samples.DagId, true)]
    [InlineData("other", false)]
    public async Task Cells_OfARun_AreThereForThoseWhoSeeItsDag(string granted, bool expected)
    {
        var cells = await ClientOf(new FakeClient(), new DagGrant(granted, ApiRoles.Viewer)).ReadCellsAsync(Samples.DagId, Samples.RunId);
        (cells is not null).ShouldBe(expected);
    }

    [Fact]
    public async Task Page_OfWhatIsSeen_GoesOnUntilItIsFullOrTheListEnds()
    {
        var client = new PagedClient(Enumerable.Range(0, 1_000).Select(i => i % 100 == 99 ? $"seen{i:0000}" : $"hidden{i:0000}"));
        var access = new CallerAccess(new FixedCaller(new Rights { Role = ApiRoles.None, Grants = [new("seen*", ApiRoles.Viewer)] }));
        var seen = new List<string>();
        string? cursor = null;
        var pages = 0;
        do
        {
            var page = await access.ListAsync(client.ListAsync, new ListQuery { Limit = 3, Cursor = cursor }, dag => dag, default);
            page.Items.Length.ShouldBeLessThanOrEqualTo(3);
            seen.AddRange(page.Items);
            cursor = page.NextCursor;
            pages++;
        }
        while (cursor is not null);
        seen.ShouldBe(Enumerable.Range(0, 10).Select(i => $"seen{(i * 100) + 99:0000}"));
        pages.ShouldBeLessThan(20);
    }

    [Fact]
    public async Task Page_WhenOnlyWhatIsHiddenFollows_IsTheLast()
    {
        var access = new CallerAccess(new FixedCaller(new Rights { Role = ApiRoles.None, Grants = [new("seen*", ApiRoles.Viewer)] }));
        var client = new PagedClient([.. Enumerable.Range(0, 70).Select(i => $"hidden{i}"), "seen1", "seen2", "hidden", "hidden"]);

        var first = await access.ListAsync(client.ListAsync, new ListQuery { Limit = 1 }, dag => dag, default);
        var last = await access.ListAsync(client.ListAsync, new ListQuery { Limit = 1, Cursor = first.NextCursor }, dag => dag, default);

        (first.Items.ShouldHaveSingleItem(), first.NextCursor is not null).ShouldBe(("seen1", true));
        (last.Items.ShouldHaveSingleItem(), last.NextCursor).ShouldBe(("seen2", null));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(300)]
    public async Task Search_WhenItsCursorIsANumber_CountsOnlyWhatIsSeen(int hiddenBefore)
    {
        var access = new CallerAccess(new FixedCaller(new Rights { Role = ApiRoles.None, Grants = [new("seen*", ApiRoles.Viewer)] }));
        var client = new PagedClient([.. Enumerable.Range(0, hiddenBefore).Select(i => $"hidden{i}"), "seen1", "seen2", .. Enumerable.Repeat("hidden", hiddenBefore), "seen3"]);

        var first = await SearchAsync(new Slice { Limit = 2, WithTotal = true });
        var second = await SearchAsync(new Slice { Limit = 2, Cursor = first.NextCursor, WithTotal = true });
        var skipped = await SearchAsync(new Slice { Limit = 2, Offset = 7, WithTotal = true });

        (string.Join(' ', first.Items), first.NextCursor, first.Total).ShouldBe(("seen1 seen2", "2", 3));
        (string.Join(' ', second.Items), second.NextCursor, second.Total).ShouldBe(("seen3", null, 3));
        (string.Join(' ', skipped.Items), skipped.NextCursor, skipped.Total).ShouldBe(("", null, 3));

        Task<Page<string>> SearchAsync(Slice slice) =>
            access.SearchAsync(s => client.ListAsync(new ListQuery { Limit = s.Limit, Cursor = s.Cursor }, default), slice, dag => dag);
    }

    private static CallerClient ClientOf(FakeClient inner, params DagGrant[] grants) => new(inner, new FixedCaller(new Rights { Role = ApiRoles.None, Grants = [.. grants] }));

    private static DagInfo DagOf(string dagId, int hours) => Samples.Dag with { DagId = dagId, IsPaused = false, NextDagrunRunAfter = Samples.Midnight.AddHours(hours) };

    private static DagRunInfo RunOf(string dagId, DagRunState state, DateTimeOffset runAfter) => Samples.Run with { DagId = dagId, State = state, RunAfter = runAfter };

    private async Task<(HttpStatusCode Status, string Text)> SendAsync(string method, string path, string? body, string token)
    {
        using var http = fixture.Server.CreateHttp(withToken: false);
        using var request = new HttpRequestMessage(new HttpMethod(method), $"api/v2/{path}");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        using var response = await http.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private sealed class FixedCaller(Rights rights) : IClientCaller
    {
        public string Name => "ada";

        public string? UserName => "ada";

        public string? Address => null;

        public ValueTask<Rights> GetRightsAsync() => ValueTask.FromResult(rights);
    }

    private sealed class PagedClient(IEnumerable<string> dags)
    {
        private readonly List<string> _dags = [.. dags];

        public Task<Page<string>> ListAsync(ListQuery query, CancellationToken cancellationToken)
        {
            var start = query.Cursor is { } cursor ? int.Parse(cursor, System.Globalization.CultureInfo.InvariantCulture) : 0;
            var end = Math.Min(start + query.Limit, _dags.Count);
            return Task.FromResult(new Page<string> { Items = [.. _dags[start..end]], NextCursor = end < _dags.Count ? end.ToString(System.Globalization.CultureInfo.InvariantCulture) : null });
        }
    }
}
