using Orrery.Core.Identity;

namespace Orrery.Silo.Security;

/// <summary>Checks names and passwords: slowly for those who guess, and as slowly for names nobody has.</summary>
/// <param name="accounts">Users.</param>
/// <param name="throttle">Makes guessing slow.</param>
/// <param name="clock">The clock.</param>
internal sealed class PasswordSignIn(IAccountSource accounts, SignInThrottle throttle, TimeProvider clock) : IDisposable
{
    private const int MaxWaiting = 64;
    private static readonly TimeSpan NotedEvery = TimeSpan.FromSeconds(1);

    // A hash takes a core for a fifth of a second: however many sign in, others must go on.
    private readonly SemaphoreSlim _turns = new(Math.Max(1, Environment.ProcessorCount / 2));
    private int _waiting;
    private long _notedAt = long.MinValue;

    /// <summary>Checks a name and a password.</summary>
    /// <param name="name">The name.</param>
    /// <param name="password">The password.</param>
    /// <param name="address">Where they come from.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<SignInOutcome> CheckAsync(string name, string password, string address, CancellationToken cancellationToken)
    {
        name = UserNames.Normalize(name);
        if (name.Length > UserNames.MaxLength || password.Length > PasswordHash.MaxLength)
        {
            return new SignInOutcome(Account: null, RetryAfter: null);
        }

        if (throttle.Wait(name, address) is { Ticks: > 0 } wait)
        {
            await NoteAsync(name, "too many attempts");
            return new SignInOutcome(Account: null, wait);
        }

        if (Interlocked.Increment(ref _waiting) > MaxWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            return new SignInOutcome(Account: null, TimeSpan.FromSeconds(5));
        }

        try
        {
            await _turns.WaitAsync(cancellationToken);
            try
            {
                return await CheckInTurnAsync(name, password, address);
            }
            finally
            {
                _turns.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turns.Dispose();

    private async Task<SignInOutcome> CheckInTurnAsync(string name, string password, string address)
    {
        var account = await accounts.ReadAsync(name);
        var isRight = PasswordHash.Matches(account?.PasswordHash, password);
        if (!isRight || account is not { IsActive: true, PasswordHash: { } hash })
        {
            throttle.Failed(name, address);
            await NoteAsync(name, isRight ? "the account is not active" : "wrong name or password");
            return new SignInOutcome(Account: null, RetryAfter: null);
        }

        throttle.Succeeded(name, address);
        await accounts.SignedInAsync(name, "password", PasswordHash.IsOutdated(hash) ? PasswordHash.Create(password) : null);
        accounts.Forget(name);
        return new SignInOutcome(account, RetryAfter: null);
    }

    // Every refusal in the audit would let anybody fill it.
    private Task NoteAsync(string name, string reason)
    {
        var last = Interlocked.Read(ref _notedAt);
        var now = clock.GetTimestamp();
        return (last == long.MinValue || clock.GetElapsedTime(last, now) >= NotedEvery) && Interlocked.CompareExchange(ref _notedAt, now, last) == last
            ? accounts.NoteAsync("refuse_sign_in", name, reason)
            : Task.CompletedTask;
    }
}

/// <summary>What came of a name and a password.</summary>
/// <param name="Account">Who it is; null: they were not let in.</param>
/// <param name="RetryAfter">How long they have to wait before they may try again; null: not at all.</param>
internal readonly record struct SignInOutcome(KnownAccount? Account, TimeSpan? RetryAfter);
