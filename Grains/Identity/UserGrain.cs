using System.Text.Json.Nodes;
using Orrery.Core.Identity;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Identity;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Identity;

/// <summary>Keeps users. Each change is fenced by the row it was decided on, so two at once cannot undo each other.</summary>
[StatelessWorker]
public sealed partial class UserGrain(IStore store, TimeProvider clock) : Grain, IUserGrain
{
    private const int MaxPage = 1_000;

    /// <inheritdoc/>
    public async Task<Page<UserInfo>> ListAsync(string? cursor, int limit)
    {
        limit = Math.Clamp(limit, 1, MaxPage);
        var rows = await store.ListUsersAsync(cursor ?? "", limit + 1);
        return new Page<UserInfo> { Items = [.. rows.Take(limit).Select(UserRecords.ToInfo)], NextCursor = rows.Count > limit ? rows[limit - 1].Name : null };
    }

    /// <inheritdoc/>
    public async Task<UserInfo?> GetAsync(string name) => await store.GetUserAsync(UserNames.Normalize(name)) is { } row ? UserRecords.ToInfo(row) : null;

    /// <inheritdoc/>
    public async Task<ActionResult> CreateAsync(NewUser user)
    {
        var name = UserNames.Normalize(user.Name);
        List<string> problems = [.. UserRecords.Problems(user.Role, user.Grants, user.DisplayName)];
        if (UserNames.Problem(name) is { } problem)
        {
            problems.Insert(0, problem);
        }

        if (problems.Count > 0)
        {
            return ActionResult.Refuse(ActionStatus.Invalid, [.. problems]);
        }

        var row = NewRow(name, user.DisplayName, user.Role, UserRecords.ToJson(user.Grants)) with { PasswordHash = user.PasswordHash };
        var audit = Audits.OfChange(clock, "create_user", new JsonObject { ["user"] = name }, before: null, UserRecords.ToAudit(row));
        return await store.CommitAsync([row, audit]) == CommitOutcome.Committed
            ? ActionResult.Done
            : ActionResult.Refuse(ActionStatus.Conflict, $"There is a user '{name}' already. See: orrery users list");
    }

    /// <inheritdoc/>
    public async Task<ActionResult> ChangeAsync(string name, UserChange change)
    {
        if (await store.GetUserAsync(UserNames.Normalize(name)) is not { } row)
        {
            return NotFound(name);
        }

        if (UserRecords.Problems(change.Role, change.Grants, change.DisplayName).ToArray() is { Length: > 0 } problems)
        {
            return ActionResult.Refuse(ActionStatus.Invalid, [.. problems]);
        }

        var endsSessions = change.SignOut || change.PasswordHash is not null || (change.IsActive == false && row.IsActive);
        var changed = row with
        {
            DisplayName = (change.DisplayName ?? row.DisplayName) is { Length: > 0 } shown ? shown : null,
            Role = change.Role ?? row.Role,
            GrantsJson = change.Grants is { } grants ? UserRecords.ToJson(grants) : row.GrantsJson,
            IsActive = change.IsActive ?? row.IsActive,
            PasswordHash = change.PasswordHash ?? row.PasswordHash,
            SessionNumber = endsSessions ? row.SessionNumber + 1 : row.SessionNumber,
        };
        if (changed == row)
        {
            return ActionResult.Done;
        }

        if (IsAdmin(row) && !IsAdmin(changed) && await IsLastAdminAsync(row.Name))
        {
            return LastAdmin(row.Name);
        }

        var about = new JsonObject { ["user"] = row.Name };
        if (change.PasswordHash is not null)
        {
            about["password"] = "changed";
        }

        var what = change.SignOut ? "sign_out_user" : "edit_user";
        var audit = Audits.OfChange(clock, what, about, UserRecords.ToAudit(row), UserRecords.ToAudit(changed));
        return await store.CommitAsync([changed with { UpdatedAt = clock.GetUtcNow() }, audit]) == CommitOutcome.Committed ? ActionResult.Done : Stale(row.Name);
    }

    /// <inheritdoc/>
    public async Task<ActionResult> DeleteAsync(string name)
    {
        if (await store.GetUserAsync(UserNames.Normalize(name)) is not { } row)
        {
            return NotFound(name);
        }

        if (IsAdmin(row) && await IsLastAdminAsync(row.Name))
        {
            return LastAdmin(row.Name);
        }

        // Somebody who gets the name later must not get the tokens with it.
        var now = clock.GetUtcNow();
        var tokens = (await store.ListApiTokensAsync()).Where(t => t.UserName == row.Name && t.RevokedAt is null).Select(t => t with { RevokedAt = now });
        var favorites = (await store.ListFavoritesAsync(row.Name)).Select(dagId => new DagFavoriteRemoval(row.Name, dagId));
        var audit = Audits.OfChange(clock, "delete_user", new JsonObject { ["user"] = row.Name }, UserRecords.ToAudit(row), after: null);
        return await store.CommitAsync([new UserRemoval { Name = row.Name, Revision = row.Revision }, .. tokens, .. favorites, audit]) == CommitOutcome.Committed
            ? ActionResult.Done
            : Stale(row.Name);
    }

    private static bool IsAdmin(UserRow row) => row is { Role: ApiRoles.Admin, IsActive: true };

    /// <summary>Whether nobody else could undo it. Two that are taken away at the same moment are not seen; the owner of the credential file is left then.</summary>
    private async Task<bool> IsLastAdminAsync(string name)
    {
        var after = "";
        while (await store.ListUsersAsync(after, MaxPage) is { Count: > 0 } page)
        {
            if (page.Any(u => u.Name != name && IsAdmin(u)))
            {
                return false;
            }

            after = page[^1].Name;
        }

        return true;
    }

    private UserRow NewRow(string name, string? displayName, string role, string grantsJson)
    {
        var now = clock.GetUtcNow();
        return new UserRow
        {
            Name = name,
            DisplayName = string.IsNullOrWhiteSpace(displayName) ? null : displayName,
            Role = role,
            GrantsJson = grantsJson,
            IsActive = true,
            SessionNumber = 1,
            CreatedBy = Caller.Name ?? Audits.Nobody,
            CreatedAt = now,
            UpdatedAt = now,
            Revision = 0,
        };
    }

    private static ActionResult NotFound(string name) =>
        ActionResult.Refuse(ActionStatus.NotFound, $"There is no user '{(name.Length <= UserNames.MaxLength ? name : name[..UserNames.MaxLength])}'. See: orrery users list");

    private static ActionResult LastAdmin(string name) =>
        ActionResult.Refuse(ActionStatus.Conflict, $"'{name}' is the last active admin: make another user admin first.");

    private static ActionResult Stale(string name) =>
        ActionResult.Refuse(ActionStatus.Conflict, $"User '{name}' was changed by somebody else at the same time: look, then ask again.");
}
