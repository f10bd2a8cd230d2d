using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Telemetry;

/// <summary>
/// The trace of a run, worked out from its row alone: any server, before or after a restart, finds the same ids. A run that was triggered by a
/// traced request or task is part of that trace, any other has one of its own. It stays the same when the run is cleared, since tasks that were
/// running then have been told it; each time the run goes through has a span of its own.
/// </summary>
internal readonly record struct RunTrace
{
    private const string TraceParentVersion = "00";

    private readonly long _runPk;
    private readonly string _flags;

    private RunTrace(long runPk, ActivityTraceId traceId, ActivitySpanId parent, string flags)
    {
        _runPk = runPk;
        _flags = flags;
        TraceId = traceId;
        Parent = parent;
    }

    /// <summary>Id of the trace.</summary>
    public ActivityTraceId TraceId { get; }

    /// <summary>The span that asked for the run; default: none did.</summary>
    public ActivitySpanId Parent { get; }

    /// <summary>Whether who began the trace wants it recorded.</summary>
    public bool IsSampled => _flags == "01";

    /// <summary>The trace of a run.</summary>
    public static RunTrace Of(DagRunRow run)
    {
        if (run.TraceParent is { } asked && ActivityContext.TryParse(asked, traceState: null, out var context))
        {
            var isSampled = (context.TraceFlags & ActivityTraceFlags.Recorded) != ActivityTraceFlags.None;
            return new RunTrace(run.RunPk, context.TraceId, context.SpanId, isSampled ? "01" : "00");
        }

        // The number of the run differs between installations that send to the same place, unlike its names.
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{run.RunPk}\n{run.DagId}\n{run.RunId}"), hash);
        return new RunTrace(run.RunPk, ActivityTraceId.CreateFromBytes(hash[..16]), default, "01");
    }

    /// <summary>Id of the run's span.</summary>
    /// <param name="clearNumber">How often the run had been cleared.</param>
    public ActivitySpanId RunSpan(int clearNumber) => SpanOf("", -1, clearNumber);

    /// <summary>Id of a try's span.</summary>
    /// <param name="taskId">Id of the task: a run that moves to another version keeps it, unlike places.</param>
    /// <param name="mapIndex">Index of the mapped instance; -1 when not mapped.</param>
    /// <param name="tryNumber">Number of the try.</param>
    public ActivitySpanId TrySpan(string taskId, int mapIndex, int tryNumber) => SpanOf(taskId, mapIndex, tryNumber);

    /// <summary>What a try passes on, in the form of W3C's <c>traceparent</c>.</summary>
    public string TraceParentOf(string taskId, int mapIndex, int tryNumber) =>
        $"{TraceParentVersion}-{TraceId.ToHexString()}-{TrySpan(taskId, mapIndex, tryNumber).ToHexString()}-{_flags}";

    private ActivitySpanId SpanOf(string taskId, int mapIndex, int number)
    {
        var facts = new byte[16 + Encoding.UTF8.GetByteCount(taskId)];
        BinaryPrimitives.WriteInt64BigEndian(facts, _runPk);
        BinaryPrimitives.WriteInt32BigEndian(facts.AsSpan(8), mapIndex);
        BinaryPrimitives.WriteInt32BigEndian(facts.AsSpan(12), number);
        Encoding.UTF8.GetBytes(taskId, facts.AsSpan(16));
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(facts, hash);
        return ActivitySpanId.CreateFromBytes(hash[..8]);
    }
}
