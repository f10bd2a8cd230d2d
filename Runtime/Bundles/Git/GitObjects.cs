using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Orrery.Runtime.Bundles.Git;

/// <summary>Reads files from a repository's own database, through one git that answers many questions; it ends by itself when nobody asks.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "The process and the timer end by themselves, and a semaphore nobody waits for by handle holds nothing.")]
internal sealed class GitObjects(GitCommand git, TimeProvider clock)
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _turn = new(1);
    private Process? _process;
    private ITimer? _idle;

    /// <summary>The content of an object.</summary>
    /// <exception cref="BundleException">There is none, or it is too large.</exception>
    public async Task<byte[]> ReadAsync(string id, string path, long maxBytes, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var process = _process ??= git.Start(["cat-file", "--batch"]);
            try
            {
                return await AskAsync(process, id, path, maxBytes, cancellationToken).ConfigureAwait(false);
            }
            catch
            {
                // What it would answer next is not known.
                End();
                throw;
            }
        }
        finally
        {
            _idle?.Dispose();
            _idle = _process is null ? null : clock.CreateTimer(_ => EndIfIdle(), null, Idle, Timeout.InfiniteTimeSpan);
            _turn.Release();
        }
    }

    private static async Task<byte[]> AskAsync(Process process, string id, string path, long maxBytes, CancellationToken cancellationToken)
    {
        var (input, output) = (process.StandardInput.BaseStream, process.StandardOutput.BaseStream);
        try
        {
            await input.WriteAsync(Encoding.ASCII.GetBytes(id + "\n"), cancellationToken).ConfigureAwait(false);
            await input.FlushAsync(cancellationToken).ConfigureAwait(false);
            var header = await ReadLineAsync(output, cancellationToken).ConfigureAwait(false);
            if (header.Split(' ') is not [_, "blob", var length] || !long.TryParse(length, CultureInfo.InvariantCulture, out var size))
            {
                throw new BundleException($"The file '{path}' cannot be read from the repository: git says '{header}'. Refresh the bundle.");
            }

            if (size > maxBytes)
            {
                throw new BundleException($"The file '{path}' has {size} bytes; at most {maxBytes} are read. Make it smaller, or move data out of the bundle.");
            }

            var content = new byte[size];
            await output.ReadExactlyAsync(content, cancellationToken).ConfigureAwait(false);
            await output.ReadExactlyAsync(new byte[1], cancellationToken).ConfigureAwait(false);
            return content;
        }
        catch (IOException e)
        {
            throw new BundleException($"The file '{path}' cannot be read from the repository: git ended. Refresh the bundle.", e);
        }
    }

    private static async Task<string> ReadLineAsync(Stream output, CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (true)
        {
            await output.ReadExactlyAsync(one, cancellationToken).ConfigureAwait(false);
            if (one[0] == '\n')
            {
                return line.ToString();
            }

            line.Append((char)one[0]);
        }
    }

    private void EndIfIdle()
    {
        if (_turn.Wait(0))
        {
            _idle?.Dispose();
            _idle = null;
            End();
            _turn.Release();
        }
    }

    private void End()
    {
        if (_process is { } process)
        {
            _process = null;
            GitCommand.Kill(process);
            process.Dispose();
        }
    }
}
