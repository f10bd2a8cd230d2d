using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orrery.Grains.Interfaces.Runs;
using Orrery.Grains.Interfaces.Secrets;
using Orrery.Runtime.Engines;
using Orrery.Runtime.Processes;

namespace Orrery.Runtime.TaskApi;

/// <summary>
/// What tasks of this host can ask for while they run: <c>/task-api/v1</c> over a unix socket that only this user can reach, and the containers
/// that its folder is mounted into, whatever user they have. It listens once a task needs it.
/// </summary>
/// <param name="options">Where the host keeps things; the socket's name follows from it, so that tasks find a later server too.</param>
/// <param name="secrets">Knows variables and connections.</param>
/// <param name="logger">Where the server's own log goes.</param>
public sealed partial class TaskApiServer(IOptions<RuntimeOptions> options, ITaskSecretGrain secrets, ILogger<TaskApiServer> logger) : IAsyncDisposable
{
    private const UnixFileMode Everybody = UnixFileMode.UserRead | UnixFileMode.UserWrite
        | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    // What an address of a unix socket has room for on every system, without the NUL at its end.
    private const int MaxSocketPath = 103;

    /// <summary>Name of the socket in its folder.</summary>
    internal const string SocketName = "api.sock";

    private readonly SemaphoreSlim _starting = new(1, 1);
    private WebApplication? _app;

    /// <summary>Path of the socket.</summary>
    public string SocketPath { get; } = PathOf(Path.GetFullPath(options.Value.DataDirectory));

    /// <summary>The folder of the socket, with nothing else in it: mounted as a whole it shows the socket of a later server too.</summary>
    internal string Folder => Path.GetDirectoryName(SocketPath)!;

    /// <summary>Who may ask.</summary>
    internal TaskTokens Tokens { get; } = new();

    /// <summary>Whether any try that runs here may ask.</summary>
    internal bool HasCallers => !Tokens.IsEmpty;

    /// <summary>Listens, if it does not yet. When it cannot, the log says why, tasks go on without, and the next one tries again.</summary>
    public async Task TryStartAsync()
    {
        if (Volatile.Read(ref _app) is not null)
        {
            return;
        }

        await _starting.WaitAsync();
        try
        {
            if (_app is null)
            {
                var app = Build();
                await app.StartAsync();
                OpenSocket();
                Volatile.Write(ref _app, app);
                LogListening(logger, SocketPath);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SocketException)
        {
            LogNotStarted(logger, e, SocketPath);
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <summary>What a try is told, as JSON: where it may ask, and with which token.</summary>
    /// <param name="socketPath">The socket, as the try sees it.</param>
    internal static string NewPass(string socketPath) => new JsonObject { ["socket"] = socketPath, ["token"] = TaskTokens.Create() }.ToJsonString();

    /// <summary>Lets a try ask, from now until <see cref="Dismiss"/>.</summary>
    /// <param name="spec">The try.</param>
    /// <param name="pass">What it was told, of <see cref="NewPass"/>.</param>
    /// <param name="secrets">Hides what it will be told.</param>
    internal void Admit(LaunchSpec spec, string pass, TrySecrets secrets) =>
        Tokens.Add(JsonNode.Parse(pass)!["token"]!.GetValue<string>(), spec.LeaseId, new TaskCaller(spec.Task, secrets.Hide));

    /// <summary>The try has ended: its token is worth nothing any more.</summary>
    internal void Dismiss(Guid lease) => Tokens.Remove(lease);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _app, null) is { } app)
        {
            await app.StopAsync(CancellationToken.None);
            await app.DisposeAsync();
        }

        _starting.Dispose();
    }

    private WebApplication Build()
    {
        // The outer folder keeps other users of the host out, the inner one is what containers see.
        SpoolEntry.CreateFolder(Path.GetDirectoryName(Folder)!);
        SpoolEntry.CreateOpenFolder(Folder);

        // Left behind by a server that was killed; the data folder is ours alone.
        File.Delete(SocketPath);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = TaskApiHandler.MaxBodyBytes;
            kestrel.ListenUnixSocket(SocketPath);
        });
        var app = builder.Build();
        var handler = new TaskApiHandler(Tokens, secrets);
        app.Run(context => AnswerAsync(handler, context));
        return app;
    }

    private void OpenSocket()
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(SocketPath, Everybody);
        }
    }

    private async Task AnswerAsync(TaskApiHandler handler, HttpContext context)
    {
        try
        {
            await handler.HandleAsync(context);
        }
        catch (Exception e) when (e is not (BadHttpRequestException or OperationCanceledException) && !context.Response.HasStarted)
        {
            LogFailed(logger, e, context.Request.Method, context.Request.Path);
            await TaskApiHandler.RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "The server cannot answer at present: try again.");
        }
    }

    private static string PathOf(string dataFolder)
    {
        var near = Path.Combine(dataFolder, "task-api", "open", SocketName);
        if (Encoding.UTF8.GetByteCount(near) <= MaxSocketPath)
        {
            return near;
        }

        var mark = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Environment.UserName}\0{dataFolder}")).AsSpan(0, 8));
        return Path.Combine(Path.GetTempPath(), $"orrery-{mark}", "open", SocketName);
    }

    [LoggerMessage(EventIds.TaskApiListening, LogLevel.Debug, "Tasks can ask at {Path}")]
    private static partial void LogListening(ILogger logger, string path);

    [LoggerMessage(EventIds.TaskApiNotStarted, LogLevel.Error, "Tasks cannot ask for variables and connections: {Path} cannot be listened at. Check the rights on its folder")]
    private static partial void LogNotStarted(ILogger logger, Exception exception, string path);

    [LoggerMessage(EventIds.TaskApiFailed, LogLevel.Error, "{Method} {Path} of a task failed")]
    private static partial void LogFailed(ILogger logger, Exception exception, string method, PathString path);
}
