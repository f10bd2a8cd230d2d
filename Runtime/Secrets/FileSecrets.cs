using System.Collections.Immutable;
using Orrery.Core.Secrets;

namespace Orrery.Runtime.Secrets;

/// <summary>
/// Variables and connections in files: one file of all (JSON, YAML or lines), or a folder with a file for each, as containers are handed secrets.
/// What changed is read again when it is next asked for.
/// </summary>
public sealed class FileSecrets : ISecretsBackend
{
    private const int MaxBytes = 16 << 20;

    private readonly string? _variablesFolder;
    private readonly string? _connectionsFolder;
    private readonly CachedFile<ImmutableDictionary<string, string>>? _variables;
    private readonly CachedFile<ImmutableDictionary<string, Connection>>? _connections;

    /// <summary>Reads secrets from files.</summary>
    /// <param name="variables">File or folder of variables; null: there is none.</param>
    /// <param name="connections">File or folder of connections; null: there is none.</param>
    public FileSecrets(string? variables, string? connections)
    {
        (_variablesFolder, var variablesFile) = Split(variables);
        (_connectionsFolder, var connectionsFile) = Split(connections);
        _variables = variablesFile is null ? null : new(variablesFile, ReadVariables);
        _connections = connectionsFile is null ? null : new(connectionsFile, ReadConnections);
    }

    /// <summary>What is wrong with a path that somebody names; null: nothing.</summary>
    public static string? Problem(string path) =>
        Directory.Exists(path) ? null
        : !File.Exists(path) ? $"'{path}' does not exist: name a file, or a folder with a file for each secret."
        : SecretFile.FormatOf(path) is null ? $"'{path}' has a form that is not known: its name must end with .json, .yaml, .yml or .env."
        : null;

    /// <inheritdoc/>
    public async Task<string?> GetVariableAsync(string key, CancellationToken cancellationToken = default) =>
        _variablesFolder is not null ? await ReadOneAsync(_variablesFolder, key, cancellationToken)
        : _variables is not null ? (await _variables.GetAsync(cancellationToken)).GetValueOrDefault(key)
        : null;

    /// <inheritdoc/>
    public async Task<Connection?> GetConnectionAsync(string connectionId, CancellationToken cancellationToken = default)
    {
        if (_connectionsFolder is not null)
        {
            return await ReadOneAsync(_connectionsFolder, connectionId, cancellationToken) is { } text
                ? SecretTexts.ToConnection(connectionId, text, $"the folder '{_connectionsFolder}'")
                : null;
        }

        return _connections is null ? null : (await _connections.GetAsync(cancellationToken)).GetValueOrDefault(connectionId);
    }

    private static (string? Folder, string? File) Split(string? path) => path is null ? default : Directory.Exists(path) ? (path, null) : (null, path);

    private static async Task<string?> ReadOneAsync(string folder, string name, CancellationToken cancellationToken)
    {
        // A name is no path: nobody reads outside the folder, nor what is hidden in it.
        if (name.Length == 0 || name[0] == '.' || name.AsSpan().ContainsAny('/', '\\', '\0'))
        {
            return null;
        }

        var path = Path.Combine(folder, name);
        try
        {
            var info = new FileInfo(path);
            return !info.Exists ? null
                : info.Length > MaxBytes ? throw new SecretUnreadableException($"'{path}' is larger than {MaxBytes} bytes.")
                : (await File.ReadAllTextAsync(path, cancellationToken)).TrimEnd('\r', '\n');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SecretUnreadableException($"'{path}' cannot be read: {e.Message} Give the user of the server the right to.");
        }
    }

    private static ImmutableDictionary<string, string> ReadVariables(string text, SecretFileFormat format, string path) =>
        VariableFile.Read(text, format, out var problems) is { } variables
            ? variables.ToImmutableDictionary(v => v.Key, v => v.Value, StringComparer.Ordinal)
            : throw Unreadable(path, problems);

    private static ImmutableDictionary<string, Connection> ReadConnections(string text, SecretFileFormat format, string path) =>
        ConnectionFile.Read(text, format, out var problems) is { } connections
            ? connections.ToImmutableDictionary(c => c.ConnectionId, StringComparer.Ordinal)
            : throw Unreadable(path, problems);

    private static SecretUnreadableException Unreadable(string path, ImmutableArray<string> problems) => new($"'{path}' cannot be read. {string.Join(' ', problems)}");

    /// <summary>A file that is read when it has changed.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="read">Reads its text.</param>
    private sealed class CachedFile<T>(string path, Func<string, SecretFileFormat, string, T> read)
        where T : class
    {
        // One reference, so that no reader sees the content of one state of the file and the mark of another.
        private Known? _known;

        public async Task<T> GetAsync(CancellationToken cancellationToken)
        {
            try
            {
                var info = new FileInfo(path);
                var mark = info.Exists ? (info.LastWriteTimeUtc.Ticks, info.Length) : throw new FileNotFoundException($"Could not find file '{path}'.");
                if (_known is { } known && known.Mark == mark)
                {
                    return known.Content;
                }

                if (info.Length > MaxBytes)
                {
                    throw new SecretUnreadableException($"'{path}' is larger than {MaxBytes} bytes.");
                }

                var content = read(await File.ReadAllTextAsync(path, cancellationToken), SecretFile.FormatOf(path) ?? SecretFileFormat.Json, path);
                _known = new Known(content, mark);
                return content;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new SecretUnreadableException($"'{path}' cannot be read: {e.Message}");
            }
        }

        private sealed record Known(T Content, (long WrittenAt, long Length) Mark);
    }
}
