using System.Buffers.Binary;
using System.Text;

namespace Orrery.Runtime.Docker.Api;

/// <summary>Which of a container's streams.</summary>
internal enum OutputKind
{
    /// <summary>Standard output; with a terminal, all output.</summary>
    Output = 1,

    /// <summary>Standard error.</summary>
    Error = 2,
}

/// <summary>A piece of a container's output.</summary>
/// <param name="Kind">Which stream.</param>
/// <param name="Data">The bytes; valid until the next read.</param>
internal readonly record struct OutputFrame(OutputKind Kind, ReadOnlyMemory<byte> Data);

/// <summary>
/// Takes the output of a container apart: frames of 8 bytes (stream, three zeros, length) and that many of data, however the connection cuts
/// them; or plain bytes, for a container with a terminal. Not for use by several threads at once.
/// </summary>
/// <param name="stream">What the engine sends.</param>
/// <param name="isFramed">Whether there are frames: not with a terminal.</param>
/// <param name="onBroken">Makes a typed error of a broken connection.</param>
/// <param name="owner">Disposed with the reader.</param>
internal sealed class OutputReader(Stream stream, bool isFramed, Func<Exception, DockerException> onBroken, IDisposable owner) : IDisposable
{
    /// <summary>Largest frame, in bytes. Engines send lines in pieces of 16 KiB, and attached output in pieces of 32 KiB.</summary>
    public const int MaxFrame = 1 << 20;

    private const int HeaderLength = 8;
    private const int PlainSize = 32 << 10;

    private readonly byte[] _header = new byte[HeaderLength];
    private byte[] _data = new byte[PlainSize];

    /// <summary>Reads the next piece; null at the end.</summary>
    /// <exception cref="DockerException">The connection broke, or what came is no output.</exception>
    public async ValueTask<OutputFrame?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return isFramed ? await ReadFrameAsync(cancellationToken).ConfigureAwait(false) : await ReadPlainAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (DockerErrors.IsConnection(e))
        {
            throw onBroken(e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        stream.Dispose();
        owner.Dispose();
    }

    private async ValueTask<OutputFrame?> ReadPlainAsync(CancellationToken cancellationToken)
    {
        var read = await stream.ReadAsync(_data, cancellationToken).ConfigureAwait(false);
        return read == 0 ? null : new OutputFrame(OutputKind.Output, _data.AsMemory(0, read));
    }

    private async ValueTask<OutputFrame?> ReadFrameAsync(CancellationToken cancellationToken)
    {
        var read = await stream.ReadAtLeastAsync(_header, HeaderLength, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        if (read == 0)
        {
            return null;
        }

        if (read < HeaderLength)
        {
            throw new EndOfStreamException("The output ended inside a frame");
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(_header.AsSpan(4));
        if (_header[0] > (int)OutputKind.Error + 1 || _header[1] != 0 || _header[2] != 0 || _header[3] != 0 || length > MaxFrame)
        {
            throw new DockerException(
                DockerErrorKind.Malformed, $"What the Docker Engine sent as output is none: a frame begins with {Convert.ToHexStringLower(_header)}. Its version, or a proxy between, may not fit.");
        }

        if (_data.Length < length)
        {
            _data = new byte[length];
        }

        await stream.ReadExactlyAsync(_data.AsMemory(0, (int)length), cancellationToken).ConfigureAwait(false);
        switch (_header[0])
        {
            case (int)OutputKind.Error + 1:
                // The engine's own word on why the output ends.
                throw new DockerException(DockerErrorKind.Failed, $"The Docker Engine ended the output: {Encoding.UTF8.GetString(_data, 0, (int)length).Trim()}");
            case (int)OutputKind.Error:
                return new OutputFrame(OutputKind.Error, _data.AsMemory(0, (int)length));
            default:
                return new OutputFrame(OutputKind.Output, _data.AsMemory(0, (int)length));
        }
    }
}
