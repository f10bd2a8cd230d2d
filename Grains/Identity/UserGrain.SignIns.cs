using System.Text.Json.Nodes;
using Orrery.Core.Identity;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Identity;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Identity;

/// <content>What happens at the door.</content>
public sealed partial class UserGrain
{
    private const int Attempts = 3;

    /// <inheritdoc/>
    public async Task SignedInAsync(string name, string method, string? newHash)
    {
        // When somebody changes the user meanwhile the note is taken again on what they wrote; a new password then wins over the newer hash of the old.
        for (var attempt = 0; attempt < Attempts && await store.GetUserAsync(name) is { } row; attempt++)
        {
            var noted = row with { LastSignInAt = clock.GetUtcNow(), PasswordHash = attempt == 0 ? newHash ?? row.PasswordHash : row.PasswordHash };
            if (await store.CommitAsync([noted, SignInAudit("sign_in", name, method)]) == CommitOutcome.Committed)
            {
                return;
            }
        }
    }

    /// <inheritdoc/>
    public async Task<ExternalSignInResult> SignInExternallyAsync(ExternalSignIn signIn)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var (row, rows, problem) = await store.FindUserAsync(signIn.ExternalId) is { } known ? Known(known, signIn) : Unknown(signIn);
            if (row is null)
            {
                return new ExternalSignInResult { Outcome = problem! };
            }

            if (row.Revision == 0 && await store.GetUserAsync(row.Name) is not null)
            {
                return new ExternalSignInResult
                {
                    Outcome = ActionResult.Refuse(ActionStatus.Conflict, $"There is a user '{row.Name}' who does not sign in by {signIn.Scheme}: an admin has to take that account away first."),
                };
            }

            if (await store.CommitAsync([row, .. rows, SignInAudit("sign_in", row.Name, signIn.Scheme)]) == CommitOutcome.Committed)
            {
                return new ExternalSignInResult { Outcome = ActionResult.Done, Name = row.Name };
            }
        }

        return new ExternalSignInResult { Outcome = Stale(signIn.Name) };
    }

    /// <inheritdoc/>
    public async Task NoteAsync(string what, string? name, string? reason)
    {
        var details = new JsonObject();
        if (name is not null)
        {
            details["user"] = name.Length <= UserNames.MaxLength ? name : name[..UserNames.MaxLength];
        }

        if (reason is not null)
        {
            details["reason"] = reason;
        }

        await store.CommitAsync([Audits.Of(clock, what, details, fallback: "anonymous")]);
    }

    private (UserRow? Row, IEnumerable<StoreRow> Others, ActionResult? Problem) Known(UserRow row, ExternalSignIn signIn)
    {
        if (!row.IsActive)
        {
            return (null, [], ActionResult.Refuse(ActionStatus.Conflict, $"'{row.Name}' may not sign in any more."));
        }

        // The issuer says who somebody is at every sign-in: who left a group loses what it gave.
        var now = clock.GetUtcNow();
        var told = row with
        {
            Role = signIn.Role ?? row.Role,
            GrantsJson = signIn.Grants is { } grants ? UserRecords.ToJson(grants) : row.GrantsJson,
            DisplayName = string.IsNullOrWhiteSpace(signIn.DisplayName) ? row.DisplayName : signIn.DisplayName,
        };
        return told == row
            ? (row with { LastSignInAt = now }, [], null)
            : (told with { LastSignInAt = now, UpdatedAt = now }, [Audits.OfChange(clock, "edit_user", new JsonObject { ["user"] = row.Name, ["by"] = signIn.Scheme }, UserRecords.ToAudit(row), UserRecords.ToAudit(told))], null);
    }

    private (UserRow? Row, IEnumerable<StoreRow> Others, ActionResult? Problem) Unknown(ExternalSignIn signIn)
    {
        var name = UserNames.Normalize(signIn.Name);
        if (UserNames.Problem(name) is { } problem)
        {
            return (null, [], ActionResult.Refuse(ActionStatus.Invalid, problem));
        }

        var row = NewRow(name, signIn.DisplayName, signIn.Role ?? signIn.DefaultRole, UserRecords.ToJson(signIn.Grants ?? [])) with
        {
            ExternalId = signIn.ExternalId,
            CreatedBy = signIn.Scheme,
            LastSignInAt = clock.GetUtcNow(),
        };
        return (row, [Audits.OfChange(clock, "create_user", new JsonObject { ["user"] = name, ["by"] = signIn.Scheme }, before: null, UserRecords.ToAudit(row))], null);
    }

    private AuditRow SignInAudit(string what, string name, string method) =>
        Audits.Of(clock, what, new JsonObject { ["user"] = name, ["method"] = method }) with { Actor = name };
}
