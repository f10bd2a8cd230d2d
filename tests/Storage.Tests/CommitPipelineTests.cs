using Microsoft.Extensions.Logging.Abstractions;
using Orrery.Storage.Commit;
using Orrery.Storage.Rows;

namespace Orrery.Storage.Tests;

/// <summary>The pipeline over a writer that the test holds in its hand.</summary>
public sealed class CommitPipelineTests
{
    private const int RowBytes = 256;

    [Fact]
    public async Task Commit_WhenWriterIsBusy_PutsEverythingInTheNextBatch()
    {
        var writer = new HeldWriter();
        await using var pipeline = Pipeline(writer);
        var commits = HandIn(pipeline, 10);

        writer.Release();
        await Task.WhenAll(commits);

        writer.Batches.ShouldBe([["0"], ["1", "2", "3", "4", "5", "6", "7", "8", "9"]]);
        pipeline.Statistics.ShouldBe(new CommitStatistics(Batches: 2, Changes: 10, Rows: 10, Stale: 0, Failed: 0, Syncs: 2));
    }

    [Fact]
    public async Task Commit_WhenMoreIsHandedInThanABatchHolds_MakesSeveral()
    {
        var writer = new HeldWriter();
        await using var pipeline = Pipeline(writer, maxBatchBytes: 3 * RowBytes);
        var commits = HandIn(pipeline, 6);

        writer.Release();
        await Task.WhenAll(commits);

        writer.Batches.ShouldBe([["0"], ["1", "2", "3"], ["4", "5"]]);
    }

    [Fact]
    public async Task Commit_WhenPipelineIsFull_LetsTheRestWaitInOrder()
    {
        var writer = new HeldWriter();
        await using var pipeline = Pipeline(writer, maxAdmittedBytes: 3 * RowBytes);
        var commits = HandIn(pipeline, 10);

        pipeline.AdmittedBytes.ShouldBe(3 * RowBytes);
        writer.Release();
        await Task.WhenAll(commits);

        writer.Batches.ShouldBe([["0"], ["1", "2", "3"], ["4", "5", "6"], ["7", "8", "9"]]);
        pipeline.AdmittedBytes.ShouldBe(0);
    }

    [Fact]
    public async Task Commit_WhenAChangeIsLargerThanTheLimit_IsLetInAlone()
    {
        var writer = new HeldWriter();
        await using var pipeline = Pipeline(writer, maxAdmittedBytes: RowBytes, maxBatchBytes: RowBytes);
        var commits = HandIn(pipeline, 2);
        commits.Add(pipeline.CommitAsync([Sample.XCom(1, 0, value: new string('x', 5000)), Sample.Audit("large")], CancellationToken.None).AsTask());

        writer.Release();

        (await Task.WhenAll(commits)).ShouldAllBe(o => o == CommitOutcome.Committed);
        writer.Batches.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Commit_WhenCancelledWhileWaiting_IsNotWritten()
    {
        var writer = new HeldWriter();
        await using var pipeline = Pipeline(writer, maxAdmittedBytes: RowBytes);
        var commits = HandIn(pipeline, 2);
        using var impatience = new CancellationTokenSource();
        var impatient = pipeline.CommitAsync([Sample.Audit("given up")], impatience.Token).AsTask();
        commits.Add(pipeline.CommitAsync([Sample.Audit("2")], CancellationToken.None).AsTask());

        await impatience.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(impatient.WaitAsync(TimeSpan.FromSeconds(20)));
        writer.Release();
        await Task.WhenAll(commits);

        writer.Batches.ShouldBe([["0"], ["1"], ["2"]]);
    }

    [Fact]
    public async Task Commit_WhenCancelledAfterItWasLetIn_IsCarriedOut()
    {
        var writer = new HeldWriter();
        await using var pipeline = Pipeline(writer);
        HandIn(pipeline, 1);
        using var impatience = new CancellationTokenSource();
        var admitted = pipeline.CommitAsync([Sample.Audit("1")], impatience.Token).AsTask();

        await impatience.CancelAsync();
        writer.Release();

        (await admitted).ShouldBe(CommitOutcome.Committed);
    }

    [Fact]
    public async Task Commit_WhenOneOfABatchCannotBeWritten_FailsAloneAndTheOthersShareTransactions()
    {
        var writer = new HeldWriter { Unacceptable = "5" };
        await using var pipeline = Pipeline(writer);
        var commits = HandIn(pipeline, 17);

        writer.Release();
        await Should.ThrowAsync<InvalidOperationException>(commits[5]);
        commits.RemoveAt(5);
        await Task.WhenAll(commits);

        writer.Batches.SelectMany(b => b).ShouldBe(Enumerable.Range(0, 17).Where(i => i != 5).Select(i => $"{i}"));
        writer.Batches.Count.ShouldBe(5); // The first alone, then eight, four, two, and the neighbour.
        pipeline.Statistics.Failed.ShouldBe(1);
    }

    [Fact]
    public async Task Commit_WhenStoreIsUnavailable_FailsTheBatchOnceAndGoesOn()
    {
        var writer = new HeldWriter { Next = new StoreUnavailableException("no room") };
        await using var pipeline = Pipeline(writer);
        var first = pipeline.CommitAsync([Sample.Audit("0")], CancellationToken.None).AsTask();
        var second = pipeline.CommitAsync([Sample.Audit("1")], CancellationToken.None).AsTask();

        writer.Release();

        await Should.ThrowAsync<StoreUnavailableException>(first);
        (await second).ShouldBe(CommitOutcome.Committed);
    }

    [Fact]
    public async Task Commit_WhenLeaseIsLost_FailsEverybodyInLine()
    {
        var writer = new HeldWriter { Next = new StoreFencedException("epoch 2") };
        await using var pipeline = Pipeline(writer, maxAdmittedBytes: RowBytes);
        var commits = HandIn(pipeline, 5);

        writer.Release();

        foreach (var commit in commits)
        {
            await Should.ThrowAsync<StoreFencedException>(commit);
        }

        await Should.ThrowAsync<StoreFencedException>(async () => await pipeline.CommitAsync([Sample.Audit("late")], CancellationToken.None));
        writer.Batches.ShouldBeEmpty();
    }

    [Fact]
    public async Task Dispose_WhenChangesAreInLine_WritesThemFirst()
    {
        var writer = new HeldWriter();
        var pipeline = Pipeline(writer, maxAdmittedBytes: 2 * RowBytes);
        var commits = HandIn(pipeline, 6);

        var disposal = pipeline.DisposeAsync().AsTask();
        Should.Throw<ObjectDisposedException>(() => { _ = pipeline.CommitAsync([Sample.Audit("late")], CancellationToken.None).AsTask(); });
        disposal.IsCompleted.ShouldBeFalse();
        writer.Release();
        await disposal;

        commits.ShouldAllBe(c => c.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Commit_WhenCallerFindsTheWriterIdle_IsDoneWhenItReturns()
    {
        var writer = new HeldWriter();
        writer.Release();
        await using var pipeline = Pipeline(writer);

        var commit = pipeline.CommitAsync([Sample.Audit("0")], CancellationToken.None);

        commit.IsCompletedSuccessfully.ShouldBeTrue();
        (await commit).ShouldBe(CommitOutcome.Committed);
    }

    [Fact]
    public async Task Commit_WhenItsCallerContinues_DoesNotHoldUpTheWriter()
    {
        var writer = new HeldWriter();
        await using var pipeline = Pipeline(writer, maxBatchBytes: RowBytes);
        var commits = HandIn(pipeline, 3);

        // Would wait in vain if it ran on the thread that writes the third.
        var sawTheThird = commits[1].ContinueWith(
            _ => commits[2].Wait(TimeSpan.FromSeconds(20)), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        writer.Release();

        (await sawTheThird).ShouldBeTrue();
    }

    private static CommitPipeline Pipeline(HeldWriter writer, long maxAdmittedBytes = 1 << 20, long maxBatchBytes = 1 << 20) =>
        new(writer, new CommitLimits(maxAdmittedBytes, maxBatchBytes), TimeProvider.System, NullLogger.Instance);

    /// <summary>Hands in changes named by their number; the first is in the writer's hands, the others in line.</summary>
    private static List<Task<CommitOutcome>> HandIn(CommitPipeline pipeline, int count) =>
        [.. Enumerable.Range(0, count).Select(i => pipeline.CommitAsync([Sample.Audit($"{i}")], CancellationToken.None).AsTask())];

    /// <summary>Waits in its first batch until it is released.</summary>
    private sealed class HeldWriter : IBatchWriter
    {
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<List<string>> Batches { get; } = [];

        public string? Unacceptable { get; init; }

        /// <summary>What the next batch fails with.</summary>
        public Exception? Next { get; set; }

        public bool IsDurable => true;

        public void Release() => _released.TrySetResult();

        public async ValueTask WriteAsync(ArraySegment<PendingChange> changes)
        {
            await _released.Task.ConfigureAwait(false);
            if (Next is { } failure)
            {
                Next = null;
                throw failure;
            }

            var names = changes.Select(c => ((AuditRow)c.Rows[^1]).Event).ToList();
            if (Unacceptable is not null && names.Contains(Unacceptable))
            {
                throw new InvalidOperationException(Unacceptable);
            }

            Batches.Add(names);
        }
    }
}
