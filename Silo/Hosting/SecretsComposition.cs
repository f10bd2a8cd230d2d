using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orrery.Core.Secrets;
using Orrery.Grains.Secrets;
using Orrery.Runtime.Secrets;
using Orrery.Silo.Security;
using Orrery.Storage;

namespace Orrery.Silo.Hosting;

/// <summary>What a server needs to keep and open secrets.</summary>
internal static partial class SecretsComposition
{
    /// <summary>Reads or makes the keys, and adds the places where secrets are looked for before the store.</summary>
    /// <exception cref="ServerStartException">The keys cannot be used.</exception>
    public static void AddSecrets(this IServiceCollection services, ServerOptions options)
    {
        services.AddSingleton(KeysOf(options));
        services.AddSingleton<ISecretsBackend>(new EnvironmentSecrets(Environment.GetEnvironmentVariable));
        if (options is not { VariablesPath: null, ConnectionsPath: null })
        {
            services.AddSingleton<ISecretsBackend>(new FileSecrets(options.VariablesPath, options.ConnectionsPath));
        }

        if (options.TestConnections)
        {
            services.AddSingleton<ConnectionTester>();
        }
    }

    /// <summary>Says in the log which keys are in use that this server does not have.</summary>
    public static async Task WarnOfMissingKeysAsync(IServiceProvider services)
    {
        var keys = services.GetRequiredService<ISecretKeys>();
        foreach (var use in await services.GetRequiredService<IStore>().CountSecretKeysAsync())
        {
            if (!keys.Ring.Has(use.KeyId))
            {
                LogKeyMissing(services.GetRequiredService<ILogger<SecretStore>>(), use.KeyId, use.Count, use.IsConnection ? "connections" : "variables", keys.Source);
            }
        }
    }

    private static ISecretKeys KeysOf(ServerOptions options)
    {
        if (options.SecretKeys is { } text)
        {
            return new GivenSecretKeys(new KeyRing(KeyRingText.Parse(text, out _), RandomNumberGenerator.Fill));
        }

        try
        {
            return options.SecretKeysFile is { } path
                ? SecretKeyFile.Open(path, create: false)
                : SecretKeyFile.Open(Path.Combine(options.DataFolder, SecretKeyFile.FileName), create: true);
        }
        catch (CredentialException e)
        {
            throw new ServerStartException(e.Message);
        }
    }

    [LoggerMessage(
        HostingEventIds.SecretKeyMissing, LogLevel.Error,
        "The secret key {KeyId}, with which {Count} {What} are sealed, is not in {Source}: they cannot be opened, and no secret is changed here until it is")]
    private static partial void LogKeyMissing(ILogger logger, string keyId, int count, string what, string source);
}
