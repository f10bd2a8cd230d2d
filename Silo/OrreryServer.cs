using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orrery.Client;
using Orrery.Client.InProcess;
using Orrery.Dashboard;
using Orrery.Grains.Interfaces.Bundles;
using Orrery.Grains.Interfaces.Scheduling;
using Orrery.Runtime;
using Orrery.Silo.Api;
using Orrery.Silo.Hosting;
using Orrery.Silo.Security;
using Orrery.Silo.Telemetry;
using Orrery.Storage.Postgres;
using Orrery.Storage.Sql;
using Orrery.Storage.Sqlite;

namespace Orrery.Silo;

/// <summary>One running server: grains, store, host agent, and the faces it was told to show.</summary>
public sealed class OrreryServer : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly SqlStore _store;
    private readonly SpoolPlace _spool;

    private OrreryServer(IHost host, SqlStore store, SpoolPlace spool)
    {
        _spool = spool;
        _host = host;
        _store = store;
        Client = host.Services.GetRequiredService<GrainOrreryClient>();
        Url = host.Services.GetService<IServer>()?.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() is { } address ? new Uri(address) : null;
    }

    /// <summary>The client in this process.</summary>
    public IOrreryClient Client { get; }

    /// <summary>Where it listens; null when it shows no faces.</summary>
    public Uri? Url { get; }

    /// <summary>What came of the first reading of each bundle, by name.</summary>
    public IReadOnlyDictionary<string, ParseReport> Bundles { get; private set; } = new Dictionary<string, ParseReport>(StringComparer.Ordinal);

    /// <summary>A link that signs a browser in, once; null when the server shows no faces, or shows them to other machines.</summary>
    public Uri? SignInLink { get; private set; }

    /// <summary>The folder of what is written of running processes.</summary>
    public string Spool => Services.GetRequiredService<IOptions<RuntimeOptions>>().Value.SpoolDirectory!;

    /// <summary>Services of the server, for tests and benchmarks.</summary>
    public IServiceProvider Services => _host.Services;

    /// <summary>Starts a server; returns when its bundles were read and it is ready.</summary>
    /// <exception cref="Storage.StoreInUseException">Another server holds the data folder; the message says which.</exception>
    /// <exception cref="ServerStartException">An option is not valid, a bundle or the address cannot be used; the message says what to do.</exception>
    public static async Task<OrreryServer> StartAsync(ServerOptions options, CancellationToken cancellationToken = default)
    {
        ServerChecks.ThrowIfInvalid(options);
        var folder = Path.GetFullPath(options.DataFolder);
        options = options with { DataFolder = folder };
        var builder = CreateBuilderOrExplain(options);
        using var loggers = LoggerFactory.Create(options.Logging);
        var store = await OpenStoreAsync(options, loggers, cancellationToken);
        IHost? host = null;
        try
        {
            await ThrowIfNobodyCanSignInAsync(options, store, cancellationToken);
            var spool = SpoolPlace.Of(folder);
            options = options with { SpoolFolder = spool.Claim(options.SpoolFolder) };
            builder.AddOrrery(options, store);
            host = Build(builder, options);
            await host.StartAsync(cancellationToken);
            var server = new OrreryServer(host, store, spool);
            server.StopWhenLeaseIsLost();
            await SecretsComposition.WarnOfMissingKeysAsync(host.Services);
            await server.OpenAsync(options);
            return server;
        }
        catch (Exception e)
        {
            host?.Dispose();
            await store.DisposeAsync();
            if (e.InnerException is AddressInUseException)
            {
                throw new ServerStartException($"Cannot listen on {options.Listen}: {e.Message} Choose another port with --port.");
            }

            throw;
        }
    }

    /// <summary>Whether another server has taken the store over, and this one stopped because of it.</summary>
    public bool WasReplaced => _store.LeaseLost.IsCompleted;

    /// <summary>Waits until the process is asked to end (SIGTERM, Ctrl-C) or the server stops by itself.</summary>
    public Task WaitForShutdownAsync(CancellationToken cancellationToken = default) => _host.WaitForShutdownAsync(cancellationToken);

    /// <summary>Stops: no new work, running tasks carry on by themselves, everything decided is durable.</summary>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        _spool.Release();
        await _store.DisposeAsync();
    }

    private static async Task<SqlStore> OpenStoreAsync(ServerOptions options, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        if (options.Store is not { } address)
        {
            return await SqliteStore.OpenAsync(
                new SqliteStoreOptions { Folder = options.DataFolder, Holder = options.Holder, Durability = options.Durability }, TimeProvider.System, loggers);
        }

        var opening = PostgresStore.OpenAsync(
            new PostgresStoreOptions { Address = address, Folder = options.DataFolder, Holder = options.Holder, Durability = options.Durability, IsShared = ActorHosting.SharesStore },
            TimeProvider.System,
            loggers,
            cancellationToken);
        if (options.Listen is { Port: > 0 })
        {
            await StandbyProbe.AnswerUntilAsync(opening, web => Listen(web, options), TimeProvider.System, loggers.CreateLogger(typeof(StandbyProbe)));
        }

        return await opening;
    }

    private static void Listen(IWebHostBuilder web, ServerOptions options)
    {
        var listen = options.Listen!;
        var certificate = options.Tls is { } tls ? new ServerCertificate(tls.CertificateFile, tls.KeyFile, TimeProvider.System) : null;
        web.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(listen.Host == "localhost" ? IPAddress.Loopback : IPAddress.Parse(listen.Host), listen.Port, endpoint =>
            {
                if (certificate is not null)
                {
                    endpoint.UseHttps(certificate.ToHandshake(kestrel.ApplicationServices.GetRequiredService<ILogger<ServerCertificate>>()));
                }
            });
        });
        if (certificate is not null)
        {
            web.UseKestrelHttpsConfiguration();
        }
    }

    /// <summary>A server whose store was taken over by another can do nothing any more, and its tasks are the other's.</summary>
    private void StopWhenLeaseIsLost()
    {
        var lifetime = Services.GetRequiredService<IHostApplicationLifetime>();
        _ = _store.LeaseLost.ContinueWith(
            _ => lifetime.StopApplication(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
    }

    private static async Task ThrowIfNobodyCanSignInAsync(ServerOptions options, SqlStore store, CancellationToken cancellationToken)
    {
        if (options is { Listen: { } listen, ExternalSignIns.Count: 0 } && !ListenAddress.IsLoopback(listen) && !await StoreAccounts.HasAdminAsync(store, cancellationToken))
        {
            throw new ServerStartException(
                $"'{listen.Host}' can be reached from other machines, and nobody could sign in there: no active admin has a password. Start the server on this machine alone with 'orrery up', "
                + "say 'orrery users create NAME --role admin' beside it, and start again; or configure a sign-in elsewhere with --sign-in-with.");
        }
    }

    private static IHostApplicationBuilder CreateBuilderOrExplain(ServerOptions options)
    {
        try
        {
            return CreateBuilder(options);
        }
        catch (Exception e) when (e is CredentialException or ServerCertificateException)
        {
            throw new ServerStartException(e.Message);
        }
    }

    private static IHostApplicationBuilder CreateBuilder(ServerOptions options)
    {
        if (options.Listen is null)
        {
            var plain = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
            options.Logging(plain.Logging);
            return plain;
        }

        var web = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        options.Logging(web.Logging);
        Listen(web.WebHost, options);
        web.Services.AddRouting();
        web.Services.AddOrrerySecurity(new SecurityOptions
        {
            DataFolder = options.DataFolder,
            KeysFolder = options.KeysFolder,
            IsLoopback = ListenAddress.IsLoopback(options.Listen),
            HasTls = options.Tls is not null,
            Proxies = options.Proxies,
            External = options.ExternalSignIns,
        });
        web.Services.AddSingleton(InstallationOf(options));
        web.Services.AddOrreryApi();
        if (options.Dashboard)
        {
            web.Services.AddOrreryDashboard(o => o.SignOutPath = SignInEndpoints.OutPath.TrimStart('/'));
        }

        return web;
    }

    private static Installation InstallationOf(ServerOptions options) => new()
    {
        Settings = ServerSettings.Of(options),
        Plugins = [.. options.Plugins.Select(p => (Path.GetFileNameWithoutExtension(p), Path.GetFullPath(p), (IReadOnlyList<string>)[]))],
    };

    private static IHost Build(IHostApplicationBuilder builder, ServerOptions options)
    {
        if (builder is not WebApplicationBuilder web)
        {
            return ((HostApplicationBuilder)builder).Build();
        }

        var app = web.Build();
        app.UseOrreryTelemetry(options.Telemetry);
        app.UseOrrerySecurity();
        app.MapOrreryApi();
        MetricsEndpoint.Map(app, options.Telemetry);
        if (options.Dashboard)
        {
            app.MapOrreryDashboard();
        }

        return app;
    }

    /// <summary>Wakes what was left unfinished, then reads the bundles: what was live goes on at once, changes follow.</summary>
    private async Task OpenAsync(ServerOptions options)
    {
        var grains = Services.GetRequiredService<IGrainFactory>();
        if (Url is { } url)
        {
            _store.AnnounceAddress(url.ToString());

            // Elsewhere people sign in with their name: a link would make them the owner.
            SignInLink = ListenAddress.IsLoopback(options.Listen!) ? Services.GetRequiredService<SignInLinks>().Create(url).Url : null;
        }

        await grains.GetGrain<IScheduleGrain>(IScheduleGrain.OnlyShard).StartAsync();
        var reports = new Dictionary<string, ParseReport>(StringComparer.Ordinal);
        foreach (var (name, path) in options.Bundles)
        {
            await grains.GetGrain<IBundleGrain>(name).ConfigureAsync(
                new BundleSettings { Backend = BundleSettings.Folder, Location = Path.GetFullPath(path), IsOfCommandLine = true });
            reports[name] = await grains.GetGrain<IBundleParserGrain>(name).StartAsync();
        }

        // Those that were added to the installation: their sources may be far away, and what is live of them already is.
        foreach (var bundle in await _store.ListBundlesAsync())
        {
            if (!reports.ContainsKey(bundle.Name) && (await grains.GetGrain<IBundleGrain>(bundle.Name).GetAsync())!.Settings is { IsOfCommandLine: false } && bundle.IsActive)
            {
                await grains.GetGrain<IBundleParserGrain>(bundle.Name).NudgeAsync();
            }
        }

        Bundles = reports;
    }
}
