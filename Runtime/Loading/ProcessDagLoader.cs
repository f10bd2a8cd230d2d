using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using Microsoft.Extensions.Options;
using Orrery.Core.Bundles;
using Orrery.Core.DagFiles;
using Orrery.Runtime.Bundles;

namespace Orrery.Runtime.Loading;

/// <summary>
/// Reads DAG files that are programs, by running them in isolation: <c>*.py</c> with the Python SDK, <c>*.cs</c> with <c>dotnet run</c>, and files
/// named <c>*.dag</c> or <c>*.dag.*</c> that may be executed. A program writes its documents to the file that <c>$ORRERY_DAGS</c> names.
/// </summary>
public sealed class ProcessDagLoader : IDagLoader, IAsyncDisposable
{
    private const int MaxSource = 8 << 20;

    /// <summary>Documents, and what was printed: each may be as large as the limit.</summary>
    private const int FilesOfJob = 2;

    /// <summary>How often a file is run that names other variables each time; nearly all name what they read the first time.</summary>
    private const int MaxRuns = 16;

    private readonly LoadingOptions _options;
    private readonly ParserOutput _output;
    private readonly Lazy<ColdParser> _cold;
    private readonly Lazy<PythonParser> _python;

    /// <summary>Makes the loader; nothing is started before there is something to read.</summary>
    /// <param name="options">What files may take.</param>
    /// <param name="timeProvider">The clock of the limits.</param>
    public ProcessDagLoader(IOptions<LoadingOptions> options, TimeProvider timeProvider)
    {
        _options = options.Value;
        _output = new ParserOutput(_options);
        _cold = new Lazy<ColdParser>(() => new ColdParser(_options, timeProvider));
        _python = new Lazy<PythonParser>(() => new PythonParser(_options, _cold.Value, timeProvider));
    }

    /// <inheritdoc/>
    public string Name => "process";

    /// <inheritdoc/>
    public bool Claims(BundleFile file) => ProgramKinds.Of(file.Path) switch
    {
        null => false,
        ProgramKind.Executable => file.IsExecutable,
        _ => true,
    };

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LoadedFile>> LoadAsync(LoadRequest request, CancellationToken cancellationToken = default)
    {
        var results = new LoadedFile[request.Files.Count];
        var hashes = new ConcurrentDictionary<string, Lazy<Task<string>>>(StringComparer.Ordinal);

        // One more than run, so that none waits while the output of another is read.
        var sideBySide = _options.Parallelism + 1;
        var scratch = ScratchFolders.Create(sideBySide * FilesOfJob * _options.MaxOutputBytes);
        try
        {
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = sideBySide, CancellationToken = cancellationToken };
            await Parallel.ForAsync(0, results.Length, parallel, async (i, cancelled) =>
            {
                var folder = Directory.CreateDirectory(Path.Combine(scratch, $"{i}")).FullName;
                results[i] = await LoadAsync(request, request.Files[i], folder, hashes, cancelled).ConfigureAwait(false);
            }).ConfigureAwait(false);
            return results;
        }
        finally
        {
            ScratchFolders.Remove(scratch);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_python.IsValueCreated)
        {
            await _python.Value.DisposeAsync().ConfigureAwait(false);
        }

        if (_cold.IsValueCreated)
        {
            _cold.Value.Dispose();
        }
    }

    private async Task<LoadedFile> LoadAsync(
        LoadRequest request, string path, string scratch, ConcurrentDictionary<string, Lazy<Task<string>>> hashes, CancellationToken cancellationToken)
    {
        try
        {
            var kind = ProgramKinds.Of(path) ?? throw new BundleException($"{path}: no program that defines DAGs is named so.");
            var source = await request.ReadAsync(path, cancellationToken).ConfigureAwait(false);
            var own = new LoadInput(LoadInputKind.File, path, TreeFormat.HashOf(source));
            if (source.Length > MaxSource)
            {
                throw new BundleException($"{path}: it has {source.Length:N0} bytes; a program that defines DAGs may have {MaxSource:N0}.");
            }

            if (!MayDefineDags(kind, source))
            {
                return new LoadedFile { Path = path, Inputs = [own] };
            }

            var (loaded, inputs) = await RunAsync(request, path, kind, scratch, cancellationToken).ConfigureAwait(false);
            ScratchFolders.Remove(scratch);
            return loaded with { Inputs = await InputsAsync(request, own, inputs, hashes, cancellationToken).ConfigureAwait(false) };
        }
        catch (BundleException e)
        {
            return new LoadedFile { Path = path, Errors = [new LoadError(e.Message)] };
        }
    }

    /// <summary>Runs a file, again as long as it names variables that it was not given.</summary>
    private async Task<(LoadedFile, IReadOnlyList<DagOutputInput>)> RunAsync(
        LoadRequest request, string path, ProgramKind kind, string scratch, CancellationToken cancellationToken)
    {
        var root = await request.FolderAsync(cancellationToken).ConfigureAwait(false);
        for (var run = 1; ; run++)
        {
            var given = request.Variables.Given();
            var job = new ParseJob(path, kind, root, scratch, InputValues.ToEnvironment(given));
            var end = kind == ProgramKind.Python
                ? await _python.Value.ParseAsync(job, cancellationToken).ConfigureAwait(false)
                : await _cold.Value.ParseAsync(job, cancellationToken).ConfigureAwait(false);
            var (loaded, inputs) = _output.Read(job, end);
            var (lacks, problems) = await CheckVariablesAsync(request.Variables, inputs, given).ConfigureAwait(false);
            if (!problems.IsEmpty)
            {
                return (new LoadedFile { Path = path, Errors = [.. problems.Select(p => new LoadError($"{path}: {p}"))] }, inputs);
            }

            if (!lacks)
            {
                return (Masked(loaded, given), inputs);
            }

            if (run == MaxRuns)
            {
                return (new LoadedFile { Path = path, Errors = [new LoadError($"{path}: it named more variables each of {MaxRuns} times it was run: which it reads must not depend so on the values of others.")] }, inputs);
            }

            job.Clean();
        }
    }

    private static async Task<(bool Lacks, ImmutableArray<string> Problems)> CheckVariablesAsync(
        ParseVariables variables, IReadOnlyList<DagOutputInput> inputs, IReadOnlyDictionary<string, string> given)
    {
        var (lacks, problems) = (false, ImmutableArray<string>.Empty);
        foreach (var name in inputs.Where(i => i is { Kind: "variable", Name: not null }).Select(i => i.Name).Distinct(StringComparer.Ordinal))
        {
            var found = await variables.FindAsync(name).ConfigureAwait(false);
            problems = found.Problem is { } problem ? problems.Add(problem) : problems;
            lacks |= found.Value is not null && !given.ContainsKey(name);
        }

        return (lacks, problems);
    }

    private static LoadedFile Masked(LoadedFile loaded, IReadOnlyDictionary<string, string> given)
    {
        if ((loaded.Errors.IsEmpty && loaded.Warnings.IsEmpty) || ParseVariables.MaskOf(given) is not { IsEmpty: false } mask)
        {
            return loaded;
        }

        return loaded with { Errors = [.. loaded.Errors.Select(Hide)], Warnings = [.. loaded.Warnings.Select(Hide)] };

        LoadError Hide(LoadError error) => error with { Message = mask.Mask(error.Message), Trace = error.Trace is { } trace ? mask.Mask(trace) : null };
    }

    /// <summary>Modules that DAG files import lie beside them: those that mention neither DAGs nor us are not run. Airflow looks the same way.</summary>
    private static bool MayDefineDags(ProgramKind kind, byte[] source)
    {
        if (kind == ProgramKind.Executable)
        {
            return true;
        }

        var text = Encoding.Latin1.GetString(source);
        return text.Contains("dag", StringComparison.OrdinalIgnoreCase)
            && (text.Contains("orrery", StringComparison.OrdinalIgnoreCase) || text.Contains("airflow", StringComparison.OrdinalIgnoreCase));
    }

    private static async Task<ImmutableArray<LoadInput>> InputsAsync(
        LoadRequest request,
        LoadInput own,
        IReadOnlyList<DagOutputInput> said,
        ConcurrentDictionary<string, Lazy<Task<string>>> hashes,
        CancellationToken cancellationToken)
    {
        var inputs = ImmutableArray.CreateBuilder<LoadInput>(said.Count + 1);
        inputs.Add(own);
        foreach (var input in said.Where(i => i.Name is not null && !(i.Kind == "file" && i.Name == own.Name)).Distinct())
        {
            switch (input.Kind)
            {
                case "file":
                    // Many files import the same module.
                    var hash = hashes.GetOrAdd(input.Name, name => new Lazy<Task<string>>(() => HashAsync(request, name, cancellationToken)));
                    inputs.Add(new LoadInput(LoadInputKind.File, input.Name, await hash.Value.ConfigureAwait(false)));
                    break;
                case "directory":
                    inputs.Add(new LoadInput(LoadInputKind.Directory, input.Name, request.HashDirectory(input.Name)));
                    break;
                case "variable":
                    inputs.Add(new LoadInput(LoadInputKind.Variable, input.Name, request.Variables.HashOf(input.Name)));
                    break;
                default:
                    inputs.Add(new LoadInput(LoadInputKind.Environment, input.Name, InputValues.HashOf(Environment.GetEnvironmentVariable(input.Name))));
                    break;
            }
        }

        return inputs.ToImmutable();
    }

    private static async Task<string> HashAsync(LoadRequest request, string name, CancellationToken cancellationToken)
    {
        try
        {
            return TreeFormat.HashOf(await request.ReadAsync(name, cancellationToken).ConfigureAwait(false));
        }
        catch (BundleException)
        {
            return "";
        }
    }
}
