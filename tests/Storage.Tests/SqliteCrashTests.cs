using System.Collections.Concurrent;
using Orrery.Core.States;
using Orrery.Storage.Maintenance;
using Orrery.Storage.Rows;

namespace Orrery.Storage.Tests;

/// <summary>What is on the disk at any moment is a whole store with everything in it that was acknowledged.</summary>
public sealed class SqliteCrashTests : IDisposable
{
    private const int Writers = 4;
    private const int TasksPerRun = 3;
    private readonly TempFolder _folder = new();
    private readonly TempFolder _image = new();

    public void Dispose()
    {
        _folder.Dispose();
        _image.Dispose();
    }

    [Fact]
    public async Task Open_WhenCopiedInMidTraffic_HasAllThatWasAcknowledgedAndNothingHalf()
    {
        var acknowledged = new ConcurrentQueue<long>();
        await using var store = await _folder.OpenAsync();
        using var stop = new CancellationTokenSource();
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var traffic = Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            for (long i = writer + 1; !stop.IsCancellationRequested; i += Writers)
            {
                StoreRow[] rows = [Sample.Run(i), .. Enumerable.Range(0, TasksPerRun).Select(ordinal => Sample.Task(i, ordinal))];
                (await store.CommitAsync(rows)).ShouldBe(CommitOutcome.Committed);
                acknowledged.Enqueue(i);
                _ = acknowledged.Count >= 500 && enough.TrySetResult();
            }
        })).ToList();

        await enough.Task;
        var before = acknowledged.ToList();
        CopyFiles();
        await stop.CancelAsync();
        await Task.WhenAll(traffic);

        (await StoreVerifier.CheckAsync(_image.Location)).Findings.Where(f => f.Check is not ("run_dag" or "run_release")).ShouldBeEmpty();
        await using var reopened = await _image.OpenAsync();
        var runs = await reopened.ListUnfinishedRunsAsync(0, int.MaxValue);
        before.Except(runs.Select(r => r.RunPk)).ShouldBeEmpty();
        foreach (var run in runs)
        {
            (await reopened.GetTaskInstancesAsync(run.RunPk)).Count.ShouldBe(TasksPerRun);
        }

        (await reopened.CountRunsAsync("etl", DagRunState.Running)).ShouldBe(runs.Count);
    }

    /// <summary>Copies as a crash would leave them: a reader keeps the log from being started anew between the two copies.</summary>
    private void CopyFiles()
    {
        using var reader = _folder.Connect(writable: false);
        reader.InTransaction("BEGIN", session =>
        {
            session.List("SELECT count(*) FROM dag_run", null, s => s.Int64());
            Directory.CreateDirectory(_image.Path);
            File.Copy(_folder.Database, _image.Database);
            File.Copy(_folder.Database + "-wal", _image.Database + "-wal");
            return true;
        });
    }
}
