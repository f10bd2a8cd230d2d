using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Orrery.Runtime.Docker.Api;

/// <summary>Reads streams of JSON objects, a line each: progress and events.</summary>
internal static class JsonLines
{
    /// <summary>Longest line, in bytes.</summary>
    public const int MaxLine = 1 << 20;

    /// <summary>Reads the objects as they come.</summary>
    /// <param name="stream">The stream; it is left open.</param>
    /// <param name="type">The form of the objects.</param>
    /// <param name="onBroken">Makes a typed error of a broken connection.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DockerException">A line is too long or no JSON, or the connection broke.</exception>
    public static async IAsyncEnumerable<T> ReadAsync<T>(
        Stream stream, JsonTypeInfo<T> type, Func<Exception, DockerException> onBroken, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
    {
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
        try
        {
            for (var isCompleted = false; !isCompleted;)
            {
                ReadResult read;
                try
                {
                    read = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                }
                catch (Exception e) when (DockerErrors.IsConnection(e))
                {
                    throw onBroken(e);
                }

                isCompleted = read.IsCompleted;
                var rest = read.Buffer;
                while (TryTake(ref rest, isCompleted, out var line))
                {
                    if (Parse(line, type) is { } value)
                    {
                        yield return value;
                    }
                }

                if (rest.Length > MaxLine)
                {
                    throw new DockerException(DockerErrorKind.TooLarge, $"The Docker Engine sent an object of more than {MaxLine} bytes.");
                }

                reader.AdvanceTo(rest.Start, rest.End);
            }
        }
        finally
        {
            await reader.CompleteAsync().ConfigureAwait(false);
        }
    }

    private static bool TryTake(ref ReadOnlySequence<byte> rest, bool isLast, out ReadOnlySequence<byte> line)
    {
        if (rest.PositionOf((byte)'\n') is { } end)
        {
            line = rest.Slice(0, end);
            rest = rest.Slice(rest.GetPosition(1, end));
            return true;
        }

        line = rest;
        if (!isLast || rest.IsEmpty)
        {
            return false;
        }

        rest = rest.Slice(rest.End);
        return true;
    }

    private static T? Parse<T>(ReadOnlySequence<byte> line, JsonTypeInfo<T> type)
        where T : class
    {
        var text = line.ToArray().AsSpan().Trim(" \r\t\u001e"u8);
        if (text.IsEmpty)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(text, type);
        }
        catch (JsonException e)
        {
            throw new DockerException(DockerErrorKind.Malformed, $"The Docker Engine sent no JSON of the known form: {e.Message}", e);
        }
    }
}
