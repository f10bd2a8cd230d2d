using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orrery.Grains.Interfaces.Secrets;
using Orrery.Runtime.Processes;

namespace Orrery.Runtime.TaskApi;

/// <summary>
/// What tasks of this host can ask for while they run: <c>/task-api/v1</c> over a unix socket that only this user can reach. It listens once a
/// task needs it.
/// </summary>
/// <param name="options">Where the host keeps things; the socket's name follows from it, so that tasks find a later server too.</param>
/// <param name="secrets">Knows variables and connections.</param>
/// <param name="logger">Where the server's own log goes.</param>
public sealed partial class TaskApiServer(IOptions<RuntimeOptions> options, ITaskSecretGrain secrets, ILogger<TaskApiServer> logger) : IAsyncDisposable
{
    // What an address of a unix socket has room for on every system, without the NUL at its end.
    private const int MaxSocketPath = 103;

    private readonly SemaphoreSlim _starting = new(1, 1);
    private WebApplication? _app;

    /// <summary>Path of the socket.</summary>
    public string SocketPath { get; } = PathOf(Path.GetFullPath(options.Value.DataDirectory));

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

    /// <summary>Lets a try ask, from now until <see cref="Dismiss"/>: writes down where and with which token, if that is not written yet.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    internal void Admit(SpoolEntry entry, OutputTail tail)
    {
        if (!File.Exists(entry.TaskApiPath))
        {
            File.WriteAllText(entry.TaskApiPath, new JsonObject { ["socket"] = SocketPath, ["token"] = TaskTokens.Create() }.ToJsonString());
        }

        var token = JsonNode.Parse(File.ReadAllText(entry.TaskApiPath))!["token"]!.GetValue<string>();
        Tokens.Add(token, entry.Spec.LeaseId, new TaskCaller(entry.Spec.Task, tail.Hide));
    }

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
        SpoolEntry.CreateFolder(Path.GetDirectoryName(SocketPath)!);

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
        const string Name = "task-api.sock";
        var near = Path.Combine(dataFolder, "task-api", Name);
        if (Encoding.UTF8.GetByteCount(near) <= MaxSocketPath)
        {
            return near;
        }

        var mark = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Environment.UserName}\0{dataFolder}")).AsSpan(0, 8));
        return Path.Combine(Path.GetTempPath(), $"orrery-{mark}", Name);
    }

    [LoggerMessage(EventIds.TaskApiListening, LogLevel.Debug, "Tasks can ask at {Path}")]
    private static partial void LogListening(ILogger logger, string path);

    [LoggerMessage(EventIds.TaskApiNotStarted, LogLevel.Error, "Tasks cannot ask for variables and connections: {Path} cannot be listened at. Check the rights on its folder")]
    private static partial void LogNotStarted(ILogger logger, Exception exception, string path);

    [LoggerMessage(EventIds.TaskApiFailed, LogLevel.Error, "{Method} {Path} of a task failed")]
    private static partial void LogFailed(ILogger logger, Exception exception, string method, PathString path);
}
