using System.Globalization;
using System.Text;
using System.Text.Json;
using Orrery.Core.DagFiles;
using Orrery.Runtime.Linux;

namespace Orrery.Runtime.Loading;

/// <summary>What a file's process left: its documents, or why there are none.</summary>
/// <param name="options">What files may take.</param>
internal sealed class ParserOutput(LoadingOptions options)
{
    private const int ShownLog = 16 * 1024;
    private const int MaxError = 256 * 1024;
    private const int CpuSignal = 24;
    private const int FileSizeSignal = 25;
    private const int KillSignal = 9;

    /// <summary>How a shell says that there is no such program.</summary>
    private const int NotFound = 127;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, MaxDepth = 8 };

    /// <summary>The DAGs of a file or what is wrong; its inputs as the process names them.</summary>
    public (LoadedFile File, IReadOnlyList<DagOutputInput> Inputs) Read(ParseJob job, ParseEnd end)
    {
        if (end is { ExitCode: 0, Ended: null })
        {
            return ReadDocuments(job);
        }

        var said = ReadError(job);
        return (new LoadedFile { Path = job.Path, Errors = [Explain(job, end, said)] }, said?.Inputs ?? []);
    }

    private (LoadedFile, IReadOnlyList<DagOutputInput>) ReadDocuments(ParseJob job)
    {
        byte[] content;
        try
        {
            using var file = SafeFile.Open(job.Output);
            var length = RandomAccess.GetLength(file);
            if (length > options.MaxOutputBytes)
            {
                return Failed(job, $"it wrote {length:N0} bytes to $ORRERY_DAGS; at most {options.MaxOutputBytes:N0} are read: make several files of it");
            }

            content = new byte[length];
            content = content[..RandomAccess.Read(file, content, 0)];
        }
        catch (FileNotFoundException)
        {
            return Failed(job, """it ended without writing anything to $ORRERY_DAGS: write {"format": 1, "dags": []} there if it defines no DAG""");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return Failed(job, $"what it wrote to $ORRERY_DAGS cannot be read: {e.Message}");
        }

        var output = DagOutputParser.Parse(content, job.Path);
        return (
            new LoadedFile
            {
                Path = job.Path,
                Dags = [.. output.Result.Dags.Select(d => new LoadedDag(d.Definition, d.Canonical))],
                Errors = [.. output.Result.Errors.Select(ToError)],
                Warnings = [.. output.Result.Warnings.Select(ToError), .. output.Warnings.Select(w => new LoadError($"{job.Path}: {w}"))],
            },
            output.Inputs);
    }

    private static (LoadedFile, IReadOnlyList<DagOutputInput>) Failed(ParseJob job, string what) =>
        (new LoadedFile { Path = job.Path, Errors = [new LoadError($"{job.Path}: {what}", Trace: TailOf(job))] }, []);

    private LoadError Explain(ParseJob job, ParseEnd end, SaidError? said)
    {
        var log = TailOf(job);
        if (Outside(end) is { } why)
        {
            return new LoadError($"{job.Path}: {why}", Trace: log);
        }

        if (said is null && job.Kind == ProgramKind.Python && end.ExitCode == NotFound)
        {
            return new LoadError($"{job.Path}: '{options.Python}' was not found on the server: install Python 3.9 or newer, or name it in {LoadingSettings.VariableOf(nameof(LoadingOptions.Python))}", Trace: log);
        }

        if (said is null)
        {
            return new LoadError($"{job.Path}: it ended with exit code {end.ExitCode?.ToString(CultureInfo.InvariantCulture)}, so nothing of it is taken; what it printed says more", Trace: log);
        }

        var place = said.Line is { } line ? $":{line}:{said.Column ?? 1}" : "";
        var trace = log is null ? said.Trace : $"{said.Trace}\nwhat it printed:\n{log}";

        // Where the snapshot lies is nobody's concern, and another place each time.
        var root = job.Root.TrimEnd('/') + "/";
        return new LoadError(
            $"{job.Path}{place}: {said.Message.Replace(root, "", StringComparison.Ordinal)}{Remedy(said.Message)}",
            said.Line,
            said.Line is null ? null : said.Column ?? 1,
            trace?.Replace(root, "", StringComparison.Ordinal));
    }

    private string? Outside(ParseEnd end) => end switch
    {
        { Ended: ParseEnd.Time } => $"it took longer than {options.TimeLimit.TotalSeconds:0.###} s and was ended: do the work in tasks, or raise {LoadingSettings.VariableOf(nameof(LoadingOptions.TimeLimit))}",
        { Ended: ParseEnd.Processes } => $"it had more than {options.MaxProcesses} processes at once and was ended: a DAG file needs none",
        { Ended: { } other } => other,
        { Signal: CpuSignal } => $"it used more than {options.TimeLimit.TotalSeconds:0.###} s of processor time and was ended: do the work in tasks, or raise {LoadingSettings.VariableOf(nameof(LoadingOptions.TimeLimit))}",
        { Signal: FileSizeSignal } => $"it wrote a file of more than {options.MaxOutputBytes:N0} bytes and was ended: make several DAG files of it",
        { Signal: KillSignal } => "it was ended by SIGKILL; the machine may have run out of memory",
        { Signal: { } signal } => $"it was ended by signal {signal}",
        { ExitCode: null } => "it vanished without an exit code",
        _ => null,
    };

    private string Remedy(string message) =>
        message.StartsWith("MemoryError", StringComparison.Ordinal) ? $"; a DAG file may use {options.MaxMemoryBytes:N0} bytes ({LoadingSettings.VariableOf(nameof(LoadingOptions.MaxMemoryBytes))})"
        : message.Contains("[Errno 27]", StringComparison.Ordinal) ? $"; a DAG file may write {options.MaxOutputBytes:N0} bytes ({LoadingSettings.VariableOf(nameof(LoadingOptions.MaxOutputBytes))}), printed output included"
        : "";

    /// <summary>What the SDK said; null when it said nothing that can be read: the file may have written anything there.</summary>
    private static SaidError? ReadError(ParseJob job)
    {
        try
        {
            using var file = SafeFile.Open(job.Error);
            var length = RandomAccess.GetLength(file);
            if (length > MaxError)
            {
                return null;
            }

            var content = new byte[length];
            return JsonSerializer.Deserialize<SaidError>(content.AsSpan(0, RandomAccess.Read(file, content, 0)), Json) is { Message: not null } said ? said : null;
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException or NotSupportedException)
        {
            return null;
        }
    }

    private static string? TailOf(ParseJob job)
    {
        try
        {
            using var file = SafeFile.Open(job.Log);
            var length = RandomAccess.GetLength(file);
            var tail = new byte[Math.Min(length, ShownLog)];
            var text = Encoding.UTF8.GetString(tail, 0, RandomAccess.Read(file, tail, length - tail.Length)).Replace('\0', '·').Trim();
            return text.Length == 0 ? null : text;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return null;
        }
    }

    private static LoadError ToError(DagFileError error) => new(error.ToString(), error.Location.Line, error.Location.Column);

    private sealed record SaidError(string Message, int? Line, int? Column, string? Trace, IReadOnlyList<DagOutputInput>? Inputs);
}
