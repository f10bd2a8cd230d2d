using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace Orrery.Silo.Security;

/// <summary>The certificate of a server, from files that something else renews: when they change, connections from then on get the new one.</summary>
internal sealed partial class ServerCertificate
{
    private static readonly TimeSpan LookedAtEvery = TimeSpan.FromSeconds(10);

    private readonly string _certificateFile;
    private readonly string _keyFile;
    private readonly TimeProvider _clock;
    private readonly Lock _lock = new();
    private SslStreamCertificateContext _context;
    private (DateTime, DateTime) _stamp;
    private long _lookedAt;

    /// <summary>Reads the files.</summary>
    /// <exception cref="ServerCertificateException">They cannot be used; the message says why.</exception>
    public ServerCertificate(string certificateFile, string keyFile, TimeProvider clock)
    {
        (_certificateFile, _keyFile, _clock) = (certificateFile, keyFile, clock);
        _stamp = Stamp();
        _lookedAt = clock.GetTimestamp();
        _context = Load();
    }

    /// <summary>What Kestrel is told about TLS: version 1.2 at least.</summary>
    [SuppressMessage("Security", "CA5398:Avoid hardcoded SslProtocols values", Justification = "A floor: some systems still allow older versions.")]
    public TlsHandshakeCallbackOptions ToHandshake(ILogger logger) => new()
    {
        OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions
        {
            ServerCertificateContext = Current(logger),
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        }),
    };

    /// <summary>The certificate to show now.</summary>
    public SslStreamCertificateContext Current(ILogger logger)
    {
        lock (_lock)
        {
            if (_clock.GetElapsedTime(_lookedAt) >= LookedAtEvery)
            {
                _lookedAt = _clock.GetTimestamp();
                Renew(logger);
            }

            return _context;
        }
    }

    private void Renew(ILogger logger)
    {
        try
        {
            var stamp = Stamp();
            if (stamp != _stamp)
            {
                _context = Load();
                _stamp = stamp;
                LogRenewed(logger, _certificateFile, _context.TargetCertificate.NotAfter);
            }
        }
        catch (ServerCertificateException e)
        {
            // The two files are seldom written in one moment: the old one goes on, and the next look may find both.
            LogNotRenewed(logger, e, _certificateFile);
        }
    }

    private (DateTime, DateTime) Stamp() => (File.GetLastWriteTimeUtc(_certificateFile), File.GetLastWriteTimeUtc(_keyFile));

    private SslStreamCertificateContext Load()
    {
        try
        {
            var certificate = X509Certificate2.CreateFromPemFile(_certificateFile, _keyFile);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(_certificateFile);
            return SslStreamCertificateContext.Create(certificate, chain, offline: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new ServerCertificateException(
                $"The certificate '{_certificateFile}' with the key '{_keyFile}' cannot be used: {e.Message} Give two files in PEM form that belong together and that the server may read.", e);
        }
    }

    [LoggerMessage(EventId = SecurityEventIds.CertificateRenewed, Level = LogLevel.Information, Message = "The certificate {File} was renewed; it is good until {NotAfter:O}")]
    private static partial void LogRenewed(ILogger logger, string file, DateTime notAfter);

    [LoggerMessage(EventId = SecurityEventIds.CertificateNotRenewed, Level = LogLevel.Warning, Message = "The certificate {File} has changed and cannot be used; the one from before goes on")]
    private static partial void LogNotRenewed(ILogger logger, Exception exception, string file);
}

/// <summary>The certificate of a server cannot be used.</summary>
/// <param name="message">Which files, and what is wrong with them.</param>
/// <param name="innerException">The failure underneath.</param>
internal sealed class ServerCertificateException(string message, Exception innerException) : Exception(message, innerException);
