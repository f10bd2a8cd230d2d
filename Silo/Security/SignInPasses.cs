using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Orrery.Core.Identity;

namespace Orrery.Silo.Security;

/// <summary>
/// What a program gets for a user's name and password, as Airflow's clients ask for it: good for a day at most, and only as long as the user's
/// sessions are. Nothing is kept of them; what has to be revoked one by one is an API token.
/// </summary>
internal sealed class SignInPasses
{
    private const string Prefix = "ors_";

    private readonly ITimeLimitedDataProtector _protector;
    private readonly TimeProvider _clock;
    private readonly SecurityOptions _options;

    public SignInPasses(IDataProtectionProvider protection, SecurityOptions options, TimeProvider clock)
    {
        _protector = protection.CreateProtector("Orrery.SignInPasses").ToTimeLimitedDataProtector();
        (_options, _clock) = (options, clock);
    }

    /// <summary>Whether a text has the form of a pass.</summary>
    public static bool IsOne(string text) => text.StartsWith(Prefix, StringComparison.Ordinal) && text.Length < 4_096;

    /// <summary>Makes one for a user.</summary>
    public string Create(KnownAccount account) =>
        Prefix + _protector.Protect(string.Create(CultureInfo.InvariantCulture, $"{account.SessionNumber} {account.Name}"), _clock.GetUtcNow() + _options.PassLifetime);

    /// <summary>The user a pass was made for; null: it is none, or has expired. Whether they still may is another question.</summary>
    public ClaimsPrincipal? Read(string text)
    {
        try
        {
            var parts = _protector.Unprotect(text[Prefix.Length..], out var expires).Split(' ', 2);
            return expires > _clock.GetUtcNow() && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var session)
                ? Principals.User(BearerToken.SchemeName, new KnownAccount(parts[1], PasswordHash: null, IsActive: true, session, Rights.None))
                : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
