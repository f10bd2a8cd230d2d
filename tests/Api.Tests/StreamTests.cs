using System.Collections.Immutable;
using Orrery.Api.Tests.Support;
using Orrery.Client;
using Orrery.Grains.Interfaces.Catalog;

namespace Orrery.Api.Tests;

/// <summary>Server-sent events: each test has its own server, since streams end with it.</summary>
public sealed class StreamTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private ApiServer _server = null!;

    public async Task InitializeAsync() => _server = await ApiServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task WatchRun_WhenTheRunEnds_GivesEveryUpdateAndEnds()
    {
        using var client = _server.Connect();
        await using var updates = client.WatchRunAsync("sales", Samples.RunId).GetAsyncEnumerator();
        _server.Client.Updates.Writer.TryWrite(Samples.Update(1)).ShouldBeTrue();
        (await updates.MoveNextAsync()).ShouldBeTrue();
        updates.Current.ShouldSayTheSameAs(Samples.Update(1));

        _server.Client.Updates.Writer.TryWrite(Samples.Update(2)).ShouldBeTrue();
        _server.Client.Updates.Writer.Complete();
        (await updates.MoveNextAsync()).ShouldBeTrue();
        updates.Current.ShouldSayTheSameAs(Samples.Update(2));
        (await updates.MoveNextAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task WatchChanges_WhenSomethingChanges_TellsIt()
    {
        ImmutableArray<ChangeNotice> notices = [new() { DagId = "sales", RunId = "r" }, new() { DagId = "" }];
        using var client = _server.Connect();
        await using var changes = client.WatchChangesAsync().GetAsyncEnumerator();
        var next = changes.MoveNextAsync();
        _server.Client.Changes.Writer.TryWrite(notices).ShouldBeTrue();
        (await next).ShouldBeTrue();
        changes.Current.ShouldBe(notices);
    }

    [Fact]
    public async Task WatchChanges_WhenMoreChangedThanIsTold_SaysSo()
    {
        using var client = _server.Connect();
        await using var changes = client.WatchChangesAsync().GetAsyncEnumerator();
        var next = changes.MoveNextAsync();
        _server.Client.Changes.Writer.TryWrite([ChangeNotice.Resync]).ShouldBeTrue();
        (await next).ShouldBeTrue();
        changes.Current.ShouldBe([ChangeNotice.Resync]);
    }

    [Theory]
    [InlineData(null, ":\n\nevent: changes\nid: 1\ndata: [{\"dag_id\":\"sales\",\"dag_run_id\":null}]\n\nevent: end\ndata: {}\n\n")]
    [InlineData("7", ":\n\nevent: resync\nid: 1\ndata: {}\n\nevent: changes\nid: 2\ndata: [{\"dag_id\":\"sales\",\"dag_run_id\":null}]\n\nevent: end\ndata: {}\n\n")]
    public async Task WatchChanges_WhenABrowserComesBack_IsToldToReadEverythingAgain(string? lastSeen, string expected)
    {
        _server.Client.Changes.Writer.TryWrite([new ChangeNotice { DagId = "sales" }]).ShouldBeTrue();
        _server.Client.Changes.Writer.Complete();
        using var http = _server.CreateHttp();
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/v2/changes");
        if (lastSeen is not null)
        {
            request.Headers.Add("Last-Event-ID", lastSeen);
        }

        using var response = await http.SendAsync(request);
        (await response.Content.ReadAsStringAsync()).ShouldBe(expected);
    }

    [Fact]
    public async Task FollowLog_WhenTheTryEnds_GivesEveryPageAndEnds()
    {
        LogPage[] pages = [new(Exists: true, [Samples.Lines[0], Samples.Lines[1]], 2, IsComplete: false), new(Exists: true, [], 2, IsComplete: true)];
        foreach (var page in pages)
        {
            _server.Client.LogPages.Writer.TryWrite(page).ShouldBeTrue();
        }

        _server.Client.LogPages.Writer.Complete();
        using var client = _server.Connect();
        var read = await client.FollowLogAsync(Samples.Log, 7).ToListAsync();
        read.Count.ShouldBe(2);
        read[0].ShouldSayTheSameAs(pages[0]);
        read[1].ShouldSayTheSameAs(pages[1]);
        _server.Client.Calls.ShouldContain("follow extract 7");
    }

    [Fact]
    public async Task FollowLog_WhenABrowserComesBack_GoesOnAfterItsLastLine()
    {
        _server.Client.LogPages.Writer.TryWrite(new LogPage(Exists: true, [Samples.Lines[2]], 3, IsComplete: false)).ShouldBeTrue();
        _server.Client.LogPages.Writer.Complete();
        using var http = _server.CreateHttp();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"api/v2/dags/sales/dagRuns/{Samples.RunId}/taskInstances/extract/logs/1");
        request.Headers.Add("Accept", "text/event-stream");
        request.Headers.Add("Last-Event-ID", "2");
        using var response = await http.SendAsync(request);
        (await response.Content.ReadAsStringAsync()).ShouldBe(
            """
            :

            event: lines
            id: 3
            data: {"content":[{"timestamp":"2026-01-01T00:00:01Z","event":"","number":3,"source":"stderr"}],"continuation_token":null,"exists":true,"total_lines":3,"is_complete":false}

            event: end
            data: {}


            """.ReplaceLineEndings("\n"));
        _server.Client.Calls.ShouldContain("follow extract 3");
    }

    [Fact]
    public async Task Stream_WhenTheReaderGivesUp_IsCancelledOnTheServer()
    {
        using var client = _server.Connect();
        using var stop = new CancellationTokenSource();
        _server.Client.Updates.Writer.TryWrite(Samples.Update(1)).ShouldBeTrue();
        await using var updates = client.WatchRunAsync("sales", Samples.RunId, stop.Token).GetAsyncEnumerator(CancellationToken.None);
        (await updates.MoveNextAsync()).ShouldBeTrue();
        var next = updates.MoveNextAsync();
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(async () => await next);
        await _server.Client.StreamCancelled.Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task Stream_WhenTheServerStops_IsLostAndDoesNotHoldItUp()
    {
        using var client = _server.Connect();
        _server.Client.Updates.Writer.TryWrite(Samples.Update(1)).ShouldBeTrue();
        await using var updates = client.WatchRunAsync("sales", Samples.RunId).GetAsyncEnumerator();
        (await updates.MoveNextAsync()).ShouldBeTrue();
        var next = updates.MoveNextAsync();
        await _server.StopAsync().WaitAsync(Patience);
        await Should.ThrowAsync<OrreryUnavailableException>(async () => await next);
    }

    [Fact]
    public async Task Stream_WhenTheStoreFailsInTheMiddle_TellsIt()
    {
        using var client = _server.Connect();
        _server.Client.Updates.Writer.TryWrite(Samples.Update(1)).ShouldBeTrue();
        await using var updates = client.WatchRunAsync("sales", Samples.RunId).GetAsyncEnumerator();
        (await updates.MoveNextAsync()).ShouldBeTrue();
        _server.Client.Updates.Writer.Complete(new OrreryUnavailableException("The disk is full."));
        var error = await Should.ThrowAsync<OrreryUnavailableException>(async () => await updates.MoveNextAsync());
        error.Message.ShouldContain("The disk is full.");
    }
}
