using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Orrery.Api.Tests.Support;
using Orrery.Client;
using Orrery.Client.InProcess;
using Orrery.Core.States;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Runtime.Logs;

namespace Orrery.Api.Tests;

/// <summary>Which grain is asked what, and what becomes of ids that cannot exist and of failures.</summary>
public sealed class GrainOrreryClientTests
{
    private readonly FakeGrains _grains = new();
    private readonly FakeLogs _logs = new();
    private readonly GrainOrreryClient _client;

    public GrainOrreryClientTests() => _client = new GrainOrreryClient(_grains.Factory, _logs, new FakeHealth());

    [Fact]
    public async Task Reads_WhenAsked_GoToTheCatalog()
    {
        _grains.Answers["ListDagsAsync"] = Task.FromResult(new Page<DagInfo> { Items = [Samples.Dag] });
        _grains.Answers["GetDagAsync"] = Task.FromResult<DagInfo?>(Samples.Dag);
        _grains.Answers["GetStructureAsync"] = Task.FromResult<DagStructure?>(Samples.Structure);
        _grains.Answers["ListDagRunsAsync"] = Task.FromResult(new Page<DagRunInfo> { Items = [Samples.Run] });
        _grains.Answers["GetDagRunAsync"] = Task.FromResult<DagRunInfo?>(Samples.Run);
        _grains.Answers["ListTaskInstancesAsync"] = Task.FromResult<ImmutableArray<TaskInstanceInfo>>([Samples.Task]);
        _grains.Answers["ListTriesAsync"] = Task.FromResult<ImmutableArray<TaskTryInfo>>([Samples.Try]);
        _grains.Answers["ListImportErrorsAsync"] = Task.FromResult<ImmutableArray<ImportErrorInfo>>([Samples.ImportError]);

        (await _client.ListDagsAsync(new ListQuery { Limit = 1_000_000 })).Items.ShouldBe([Samples.Dag]);
        (await _client.GetDagAsync("sales")).ShouldBe(Samples.Dag);
        (await _client.GetStructureAsync(Samples.Version)).ShouldBe(Samples.Structure);
        (await _client.ListDagRunsAsync(new ListQuery { DagId = "sales", Limit = -4 })).Items.ShouldBe([Samples.Run]);
        (await _client.GetDagRunAsync("sales", Samples.RunId)).ShouldBe(Samples.Run);
        (await _client.ListTaskInstancesAsync("sales", Samples.RunId)).ShouldBe([Samples.Task]);
        (await _client.ListTriesAsync("sales", Samples.RunId, "extract", 3)).ShouldBe([Samples.Try]);
        (await _client.ListImportErrorsAsync()).ShouldBe([Samples.ImportError]);
        (await _client.GetHealthAsync()).ShouldBe(Samples.Health);

        _grains.Calls.ShouldAllBe(c => c.StartsWith("ICatalogGrain 0 ", StringComparison.Ordinal));
        _grains.Calls[0].ShouldContain("Limit = 1000,");
        _grains.Calls[3].ShouldContain("Limit = 1,");
        _grains.Calls[^2].ShouldBe($"ICatalogGrain 0 ListTriesAsync(sales, {Samples.RunId}, extract, 3)");
    }

    [Fact]
    public async Task Actions_WhenAsked_GoToTheirGrain()
    {
        var refused = ActionResult.Refuse(ActionStatus.Conflict, "no");
        _grains.Answers["TriggerAsync"] = Task.FromResult(new TriggerResult { Outcome = ActionResult.Done, RunId = "new" });
        _grains.Answers["SetPausedAsync"] = Task.FromResult(ActionResult.Done);
        _grains.Answers["ClearAsync"] = Task.FromResult(refused);
        _grains.Answers["MarkAsync"] = Task.FromResult(refused);
        _grains.Answers["WhyAsync"] = Task.FromResult<ImmutableArray<string>>(["because"]);
        _grains.Answers["ParseAsync"] = Task.FromResult(Samples.Report);

        (await _client.TriggerAsync("sales", new TriggerRequest())).RunId.ShouldBe("new");
        (await _client.SetPausedAsync("sales", paused: true)).ShouldBe(ActionResult.Done);
        (await _client.ClearAsync("sales", Samples.RunId, ["extract"])).ShouldBe(refused);
        (await _client.MarkRunAsync("sales", Samples.RunId, DagRunState.Failed)).ShouldBe(refused);
        (await _client.WhyAsync("sales", Samples.RunId, "extract")).ShouldBe(["because"]);
        (await _client.ParseBundleAsync("main", force: true)).ShouldBe(Samples.Report);

        _grains.Calls[0].ShouldStartWith("IDagGrain sales TriggerAsync(");
        _grains.Calls[1].ShouldBe("IDagGrain sales SetPausedAsync(True)");
        _grains.Calls[2].ShouldStartWith($"IDagRunGrain sales/{Samples.RunId} ClearAsync(");
        _grains.Calls[3].ShouldBe($"IDagRunGrain sales/{Samples.RunId} MarkAsync(Failed)");
        _grains.Calls[4].ShouldBe($"IDagRunGrain sales/{Samples.RunId} WhyAsync(extract)");
        _grains.Calls[5].ShouldBe("IBundleParserGrain main ParseAsync(True)");
    }

    [Fact]
    public async Task Streams_WhenAsked_GoToTheirGrain()
    {
        ImmutableArray<ChangeNotice> notices = [new() { DagId = "sales" }];
        _grains.Answers["WatchAsync"] = new[] { Samples.Update(1), Ended(2) }.ToAsyncEnumerable();
        (await _client.WatchRunAsync("sales", "r").ToListAsync()).Select(u => u.Sequence).ShouldBe([1, 2]);
        _grains.Answers["WatchAsync"] = new[] { notices }.ToAsyncEnumerable();
        (await _client.WatchChangesAsync().ToListAsync()).ShouldBe([notices]);
        _grains.Calls.ShouldBe(["IDagRunGrain sales/r WatchAsync()", "IFeedGrain all WatchAsync()"]);
    }

    [Fact]
    public async Task WatchRun_WhenTheStreamEndsBeforeTheRun_GoesOnWithAnother()
    {
        var streams = new Queue<RunUpdate[]>([[Running(1), Running(2)], [Running(1)], [Ended(1)]]);
        _grains.Answers["WatchAsync"] = Next();

        (await _client.WatchRunAsync("sales", "r").ToListAsync()).Select(u => u.Sequence).ShouldBe([1, 2, 1, 1]);
        streams.ShouldBeEmpty();

        async IAsyncEnumerable<RunUpdate> Next()
        {
            foreach (var update in streams.Dequeue())
            {
                await Task.CompletedTask;
                yield return update;
            }
        }
    }

    [Theory]
    [InlineData("", "", "")]
    [InlineData("..", "..", "..")]
    [InlineData("a/b", "a/b", "a/b")]
    [InlineData("a\0", "a b", "%")]
    public async Task Anything_WhenTheIdCannotExist_IsNotFoundWithoutACall(string dagId, string runId, string taskId)
    {
        (await _client.GetDagAsync(dagId)).ShouldBeNull();
        (await _client.GetStructureAsync(dagId)).ShouldBeNull();
        (await _client.ListDagRunsAsync(new ListQuery { DagId = dagId })).Items.ShouldBeEmpty();
        (await _client.TriggerAsync(dagId, new TriggerRequest())).Outcome.Status.ShouldBe(ActionStatus.NotFound);
        (await _client.SetPausedAsync(dagId, paused: true)).Status.ShouldBe(ActionStatus.NotFound);
        (await _client.ParseBundleAsync(dagId, force: false)).Errors.ShouldHaveSingleItem();
        foreach (var dag in new[] { dagId, "sales" })
        {
            (await _client.GetDagRunAsync(dag, runId)).ShouldBeNull();
            (await _client.ListTaskInstancesAsync(dag, runId)).ShouldBeEmpty();
            (await _client.ListTriesAsync(dag, "r", taskId)).ShouldBeEmpty();
            (await _client.WhyAsync(dag, "r", taskId)).ShouldBeEmpty();
            (await _client.ClearAsync(dag, runId, [])).Status.ShouldBe(ActionStatus.NotFound);
            (await _client.MarkRunAsync(dag, runId, DagRunState.Failed)).Status.ShouldBe(ActionStatus.NotFound);
            (await _client.WatchRunAsync(dag, runId).ToListAsync()).ShouldBeEmpty();
            (await _client.ReadLogAsync(new LogAddress(dag, "r", taskId, 1), 1, 1)).Exists.ShouldBeFalse();
            (await _client.FollowLogAsync(new LogAddress(dag, "r", taskId, 1), 1).ToListAsync()).ShouldBeEmpty();
        }

        (await _client.ReadLogAsync(Samples.Log with { TryNumber = 0 }, 1, 1)).Exists.ShouldBeFalse();
        _grains.Calls.ShouldBeEmpty();
        _logs.Reads.ShouldBeEmpty();
    }

    [Fact]
    public async Task Anything_WhenTheStoreOrServerIsAway_IsUnavailable()
    {
        foreach (var failure in new Exception[] { new Storage.StoreUnavailableException("The disk is full."), new TimeoutException("30 s."), new SiloUnavailableException("gone") })
        {
            _grains.Answers["GetDagAsync"] = Task.FromException<DagInfo?>(new InvalidOperationException("wrapped", failure));
            (await Should.ThrowAsync<OrreryUnavailableException>(() => _client.GetDagAsync("sales"))).Message.ShouldContain(failure.Message);
            _grains.Answers["WatchAsync"] = Failing<RunUpdate>(failure);
            await Should.ThrowAsync<OrreryUnavailableException>(async () => await _client.WatchRunAsync("sales", "r").ToListAsync());
        }

        _grains.Answers["GetDagAsync"] = Task.FromException<DagInfo?>(new InvalidOperationException("a defect"));
        await Should.ThrowAsync<InvalidOperationException>(() => _client.GetDagAsync("sales"));
    }

    [Fact]
    public async Task Anything_WhenCancelled_IsCancelled()
    {
        _grains.Answers["GetDagAsync"] = new TaskCompletionSource<DagInfo?>().Task;
        using var stop = new CancellationTokenSource();
        var call = _client.GetDagAsync("sales", stop.Token);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => call);
    }

    [Theory]
    [InlineData(0, 0, 1, 1)]
    [InlineData(7, 99_999, 7, 5_000)]
    [InlineData(-5, 10, -5, 10)]
    public async Task ReadLog_WhenAsked_ReadsWithinBounds(long firstLine, int count, long readFrom, int readCount)
    {
        var page = await _client.ReadLogAsync(Samples.Log with { MapIndex = 2 }, firstLine, count);
        _logs.Reads.ShouldBe([(new TaskLogKey("sales", Samples.RunId, "extract", 2, 1), readFrom, readCount)]);
        page.ShouldSayTheSameAs(new LogPage(Exists: true, Samples.Lines, 3, IsComplete: true));
    }

    [Fact]
    public async Task ReadLog_WhenThereIsNone_SaysSo()
    {
        _logs.Window = null;
        (await _client.ReadLogAsync(Samples.Log, 1, 10)).Exists.ShouldBeFalse();
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(0, 1)]
    [InlineData(-3, 1)]
    public async Task FollowLog_WhenTheTryEnds_EndsWithACompletePage(long firstLine, long followedFrom)
    {
        var pages = await _client.FollowLogAsync(Samples.Log, firstLine).ToListAsync();
        _logs.FollowedFrom.ShouldBe(followedFrom);
        pages.Count.ShouldBe(2);
        pages[0].ShouldSayTheSameAs(new LogPage(Exists: true, Samples.Lines, 3, IsComplete: false));
        pages[1].ShouldSayTheSameAs(new LogPage(Exists: true, [], 3, IsComplete: true));
    }

    private static RunUpdate Running(long sequence) => Samples.Update(sequence) with { Run = Samples.Run with { State = DagRunState.Running } };

    private static RunUpdate Ended(long sequence) => Samples.Update(sequence) with { Run = Samples.Run with { State = DagRunState.Success } };

    private static async IAsyncEnumerable<T> Failing<T>(Exception failure)
    {
        await Task.Yield();
        throw failure;
#pragma warning disable CS0162 // An iterator needs a yield, reached or not.
        yield break;
#pragma warning restore CS0162
    }

    private sealed class FakeHealth : IHealthSource
    {
        public Task<HealthInfo> GetAsync(CancellationToken cancellationToken = default) => Task.FromResult(Samples.Health);
    }

    private sealed class FakeLogs : ITaskLogStore
    {
        private static readonly Runtime.Logs.LogLine[] All =
            [.. Samples.Lines.Select(l => new Runtime.Logs.LogLine(l.Number, l.At, l.Source == LogSource.Stdout ? LogStream.Output : l.Source == LogSource.Stderr ? LogStream.Error : LogStream.System, l.Text))];

        public List<(TaskLogKey Key, long From, int Count)> Reads { get; } = [];

        public LogWindow? Window { get; set; } = new(All, 3, IsComplete: true);

        public long FollowedFrom { get; private set; }

        public ValueTask<LogWindow?> ReadAsync(TaskLogKey key, long fromLine, int count, CancellationToken cancellationToken = default)
        {
            Reads.Add((key, fromLine, count));
            return ValueTask.FromResult(Window);
        }

        public async IAsyncEnumerable<IReadOnlyList<Runtime.Logs.LogLine>> FollowAsync(
            TaskLogKey key, long fromLine = 1, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            FollowedFrom = fromLine;
            await Task.Yield();
            yield return [];
            yield return All;
        }

        public void DeleteRun(string dagId, string runId) => throw new NotSupportedException();
    }
}
