using System.Runtime.CompilerServices;
using Orrery.Client;

namespace Orrery.Browser.Tests.Demo;

/// <summary>A log that grows when a script says so.</summary>
public sealed class DemoLog(bool isComplete)
{
    private readonly Lock _gate = new();
    private readonly List<LogLine> _lines = [];
    private TaskCompletionSource _grown = New();
    private bool _isComplete = isComplete;

    public void Append(DateTimeOffset at, params (LogSource Source, string Text)[] lines)
    {
        lock (_gate)
        {
            foreach (var (source, text) in lines)
            {
                _lines.Add(new LogLine(_lines.Count + 1, at.AddMilliseconds(_lines.Count * 37), source, text));
            }

            Wake();
        }
    }

    public void Complete()
    {
        lock (_gate)
        {
            _isComplete = true;
            Wake();
        }
    }

    public LogPage Read(long firstLine, int count)
    {
        lock (_gate)
        {
            var from = firstLine < 0 ? Math.Max(0, _lines.Count + (int)firstLine) : (int)Math.Min(firstLine - 1, _lines.Count);
            return new LogPage(Exists: true, [.. _lines.Skip(from).Take(count)], _lines.Count, _isComplete);
        }
    }

    public async IAsyncEnumerable<LogPage> FollowAsync(long firstLine, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            Task grown;
            lock (_gate)
            {
                grown = _grown.Task;
            }

            var page = Read(firstLine, 1_000);
            if (page.Lines.Length > 0)
            {
                firstLine = page.Lines[^1].Number + 1;
                yield return page;
            }
            else if (page.IsComplete)
            {
                yield break;
            }
            else
            {
                await grown.WaitAsync(cancellationToken);
            }
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Wake()
    {
        _grown.TrySetResult();
        _grown = New();
    }
}
