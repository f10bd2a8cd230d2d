using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orrery.Runtime.Loading;

/// <summary>A request to the warm parser.</summary>
internal sealed record HostRequest(int Id, string File, string Root, string Output, string Log, HostLimits Limits, IReadOnlyDictionary<string, string> Variables);

/// <summary>What a file may take.</summary>
internal sealed record HostLimits(double Seconds, long Memory, long Cpu, long FileSize, int Processes);

/// <summary>Its answer.</summary>
internal sealed record HostAnswer(int Id, int? ExitCode, int? Signal, string? Ended);

/// <summary>Messages are JSON in snake_case, each after its length in four bytes.</summary>
internal static class ParserHostProtocol
{
    private const int MaxAnswer = 64 * 1024;

    /// <summary>Writes a request.</summary>
    public static async Task WriteAsync(Stream stream, HostRequest request, CancellationToken cancellationToken)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(request, HostJson.Default.HostRequest);
        var message = new byte[sizeof(int) + content.Length];
        BinaryPrimitives.WriteInt32BigEndian(message, content.Length);
        content.CopyTo(message, sizeof(int));
        await stream.WriteAsync(message, cancellationToken).ConfigureAwait(false);
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads an answer; null at the end.</summary>
    /// <exception cref="InvalidDataException">It is none: whoever wrote it is not the parser.</exception>
    public static async Task<HostAnswer?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var length = new byte[sizeof(int)];
        if (await stream.ReadAtLeastAsync(length, length.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false) < length.Length)
        {
            return null;
        }

        var size = BinaryPrimitives.ReadInt32BigEndian(length);
        if (size is <= 0 or > MaxAnswer)
        {
            throw new InvalidDataException($"The parser answered with a message of {size} bytes.");
        }

        var content = new byte[size];
        await stream.ReadExactlyAsync(content, cancellationToken).ConfigureAwait(false);
        try
        {
            return JsonSerializer.Deserialize(content, HostJson.Default.HostAnswer) ?? throw new InvalidDataException("The parser answered with nothing.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException("The parser answered with what is no JSON.", e);
        }
    }
}

/// <summary>How the messages are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(HostRequest))]
[JsonSerializable(typeof(HostAnswer))]
internal sealed partial class HostJson : JsonSerializerContext;
