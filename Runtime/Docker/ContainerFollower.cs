using Microsoft.Extensions.Logging;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Runtime.Docker.Api;

namespace Orrery.Runtime.Docker;

/// <summary>Follows a container to its end, and takes its output over into the log.</summary>
/// <param name="context">What all tries share.</param>
/// <param name="task">Which try.</param>
internal sealed partial class ContainerFollower(DockerContext context, TaskKey task)
{
    /// <summary>How soon after the end of the output an end of the container is expected; else there is more to come.</summary>
    private static readonly TimeSpan EndAfterOutput = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan DiskRetry = TimeSpan.FromSeconds(1);

    /// <summary>Follows; returns when the container has ended and all its output is in the log.</summary>
    /// <exception cref="DockerException">The engine does not answer any more; nothing is lost, it can be followed again.</exception>
    public async Task FollowAsync(ContainerLogTail tail, string id, CancellationToken cancellationToken)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task? exit = null;
        try
        {
            for (var isReadable = true; exit is not { IsCompleted: true };)
            {
                isReadable = isReadable && await TryReadAsync(tail, id, cancellationToken);
                exit ??= context.Engine.WaitContainerAsync(id, waiting.Token);
                await Task.WhenAny(exit, isReadable ? Task.Delay(EndAfterOutput, context.TimeProvider, waiting.Token) : exit);
            }

            await exit;
        }
        finally
        {
            await waiting.CancelAsync();
            await (exit ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(EventIds.DockerLogNotWritten, LogLevel.Error, "The log of {Task} cannot be written; it is tried again before more is read")]
    private static partial void LogNotWritten(ILogger logger, Exception exception, TaskKey task);

    /// <summary>Reads the output; false when the engine has it in no form that can be read.</summary>
    private async Task<bool> TryReadAsync(ContainerLogTail tail, string id, CancellationToken cancellationToken)
    {
        try
        {
            await ReadAsync(tail, id, cancellationToken);
            return true;
        }
        catch (DockerException e) when (e.Kind is not (DockerErrorKind.Unreachable or DockerErrorKind.NotFound))
        {
            tail.WriteSystem($"The rest of the output cannot be read: {e.Message}");
            await CommitAsync(tail, cancellationToken);
            return false;
        }
    }

    private async Task ReadAsync(ContainerLogTail tail, string id, CancellationToken cancellationToken)
    {
        using var output = await context.Engine.ReadLogsAsync(
            id, new LogRequest { Follow = true, Timestamps = true, SinceNanoseconds = tail.Rewind() }, cancellationToken);
        while (true)
        {
            var next = output.ReadAsync(cancellationToken);
            if (!next.IsCompleted || tail.IsDue)
            {
                // There is no more for the moment, or enough.
                await CommitAsync(tail, cancellationToken);
            }

            if (await next is not { } frame)
            {
                await CommitAsync(tail, cancellationToken);
                return;
            }

            tail.Take(frame);
        }
    }

    /// <summary>Writes to the log; while that cannot be, no more is read, and the engine keeps what comes.</summary>
    private async Task CommitAsync(ContainerLogTail tail, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                tail.Commit();
                return;
            }
            catch (IOException e)
            {
                LogNotWritten(context.Logger, e, task);
            }

            await Task.Delay(DiskRetry, context.TimeProvider, cancellationToken);
        }
    }
}
