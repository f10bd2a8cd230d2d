using System.Globalization;
using System.Runtime.CompilerServices;
using Orrery.Core.Identity;
using Orrery.Grains.Interfaces.Catalog;
using Orrery.Grains.Interfaces.Dags;
using Orrery.Grains.Interfaces.Search;

namespace Orrery.Client.Access;

/// <summary>Lets one caller do what they may, in one of a few ways; says to the audit who it is.</summary>
/// <param name="caller">The caller.</param>
internal sealed class CallerAccess(IClientCaller caller)
{
    /// <summary>The caller.</summary>
    public IClientCaller Caller => caller;

    /// <summary>Asks about a DAG, if they may know of it.</summary>
    public async Task<T> ReadAsync<T>(string dagId, Func<Task<T>> ask, T hidden)
    {
        var rights = await caller.GetRightsAsync();
        Sign();
        return rights.Sees(dagId) ? await ask() : hidden;
    }

    /// <summary>Asks about the installation, if they have this role for all of it.</summary>
    public async Task<T> ReadAllAsync<T>(string role, Func<Task<T>> ask, T hidden)
    {
        var rights = await caller.GetRightsAsync();
        Sign();
        return rights.Has(role) ? await ask() : hidden;
    }

    /// <summary>Asks for one thing, and shows it if it belongs to a DAG they may know of.</summary>
    public async Task<T?> FindAsync<T>(Func<Task<T?>> ask, Func<T, string> dagOf)
        where T : class
    {
        var rights = await caller.GetRightsAsync();
        Sign();
        return await ask() is { } found && rights.Sees(dagOf(found)) ? found : null;
    }

    /// <summary>Changes something of a DAG, if they have this role for it.</summary>
    public async Task<T> ActAsync<T>(string role, string dagId, Func<Task<T>> act, Func<ActionResult, T> refused)
    {
        var rights = await caller.GetRightsAsync();
        Sign();
        return rights.Has(role, dagId) ? await act()
            : refused(rights.Sees(dagId) ? Refuse(role, $"DAG '{dagId}'") : ActionResult.Refuse(ActionStatus.NotFound, $"There is no DAG '{dagId}'."));
    }

    /// <summary>Changes something of the installation, if they have this role for all of it.</summary>
    public async Task<T> ActAsync<T>(string role, Func<Task<T>> act, Func<ActionResult, T> refused)
    {
        var rights = await caller.GetRightsAsync();
        Sign();
        return rights.Has(role) ? await act() : refused(Refuse(role, "the installation"));
    }

    /// <summary>A page of a list across DAGs, without those they must not know of. It may be shorter than asked for and yet go on.</summary>
    public async Task<Page<T>> ListAsync<T>(Func<ListQuery, CancellationToken, Task<Page<T>>> list, ListQuery query, Func<T, string> dagOf, CancellationToken cancellationToken)
    {
        var rights = await caller.GetRightsAsync();
        Sign();
        if (rights.SeesAll)
        {
            return await list(query, cancellationToken);
        }

        if (!rights.HasSomewhere(ApiRoles.Viewer) || (query.DagId is { } dagId && !rights.Sees(dagId)))
        {
            return new Page<T> { Items = [] };
        }

        var page = await SeenPage.ReadAsync((limit, cursor) => list(query with { Limit = limit, Cursor = cursor }, cancellationToken), query.Limit, skip: 0, query.Cursor, item => rights.Sees(dagOf(item)));
        return new Page<T> { Items = page.Items, NextCursor = page.NextCursor };
    }

    /// <summary>A page of a search across DAGs, without those they must not know of: what is skipped and counted is only what they see.</summary>
    public async Task<Page<T>> SearchAsync<T>(Func<Slice, Task<Page<T>>> find, Slice slice, Func<T, string> dagOf)
    {
        var rights = await caller.GetRightsAsync();
        Sign();
        if (rights.SeesAll)
        {
            return await find(slice);
        }

        if (!rights.HasSomewhere(ApiRoles.Viewer))
        {
            return new Page<T> { Items = [], Total = slice.WithTotal ? 0 : null };
        }

        // A cursor that is a number says how many come before: of what the caller sees, or the hidden ones could be counted by it.
        var start = CountIn(slice.Cursor) ?? slice.Offset;
        var page = await SeenPage.ReadAsync(
            (limit, cursor) => find(slice with { Limit = limit, Offset = 0, Cursor = cursor, WithTotal = false }),
            slice.Limit,
            start,
            CountIn(slice.Cursor) is null ? slice.Cursor : null,
            item => rights.Sees(dagOf(item)));
        return new Page<T>
        {
            Items = page.Items,
            NextCursor = CountIn(page.NextCursor) is null ? page.NextCursor : (start + page.Items.Length).ToString(CultureInfo.InvariantCulture),
            Total = slice.WithTotal ? start - page.NotSkipped + page.Items.Length + (page.NextCursor is null ? 0 : 1) : null,
        };
    }

    /// <summary>A stream about a DAG, if they may know of it.</summary>
    public async IAsyncEnumerable<T> StreamAsync<T>(string dagId, Func<IAsyncEnumerable<T>> stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!(await caller.GetRightsAsync()).Sees(dagId))
        {
            yield break;
        }

        await foreach (var item in stream().WithCancellation(cancellationToken))
        {
            // Rights may end while somebody looks on.
            if (!(await caller.GetRightsAsync()).Sees(dagId))
            {
                yield break;
            }

            yield return item;
        }
    }

    /// <summary>Says to the audit, for the calls that the method which calls this makes, who they are from.</summary>
    public void Sign() => Grains.Interfaces.Identity.Caller.Set(caller.Name, caller.Address);

    private static int? CountIn(string? cursor) => int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null;

    /// <summary>Why they may not.</summary>
    public static ActionResult Refuse(string role, string what) => ActionResult.Refuse(ActionStatus.Forbidden, $"This needs the role '{role}' for {what}.");
}
