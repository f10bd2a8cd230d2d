using Orrery.Storage.Rows;

namespace Orrery.Storage.Tests;

/// <content>Reading the audit.</content>
public abstract partial class StoreContract
{
    [Fact]
    public async Task AuditEntries_WhenFiltered_AreThoseAlone()
    {
        AuditRow Entry(string what, string actor = "ada", string? dagId = null, string? runId = null, int hour = 0) =>
            new() { At = Sample.Noon.AddHours(hour), Actor = actor, Event = what, DagId = dagId, RunId = runId, MapIndex = hour, Address = "10.0.0.1" };
        await Store.CommitAsync(
        [
            Entry("a", dagId: "x"), Entry("b", dagId: "x", runId: "r", hour: 1), Entry("c", actor: "eve", dagId: "y", hour: 2), Entry("a", actor: "eve", hour: 3), Entry("d", hour: 4),
        ]);

        async Task<string> Listed(AuditFilter filter) => string.Concat((await Store.ListAuditEntriesAsync(filter)).Select(e => e.Row.Event));
        (await Listed(new AuditFilter())).ShouldBe("dacba");
        (await Listed(new AuditFilter { NewestFirst = false })).ShouldBe("abcad");
        (await Listed(new AuditFilter { Limit = 2 })).ShouldBe("da");
        (await Listed(new AuditFilter { DagId = "x" })).ShouldBe("ba");
        (await Listed(new AuditFilter { DagId = "x", RunId = "r" })).ShouldBe("b");
        (await Listed(new AuditFilter { Actor = "eve" })).ShouldBe("ac");
        (await Listed(new AuditFilter { Events = ["a"] })).ShouldBe("aa");
        (await Listed(new AuditFilter { Events = ["a", "c", "a"] })).ShouldBe("aca");
        (await Listed(new AuditFilter { Events = ["a", "c"], Limit = 2, NewestFirst = false })).ShouldBe("ac");
        (await Listed(new AuditFilter { ExcludedEvents = ["a", "d"] })).ShouldBe("cb");
        (await Listed(new AuditFilter { From = Sample.Noon.AddHours(1), To = Sample.Noon.AddHours(3) })).ShouldBe("cb");
        (await Listed(new AuditFilter { MapIndex = 2 })).ShouldBe("c");
        (await Listed(new AuditFilter { TryNumber = 1 })).ShouldBe("");
    }

    [Fact]
    public async Task AuditEntries_WhenReadInPages_AreEachReadOnce()
    {
        await Store.CommitAsync([.. Enumerable.Range(0, 5).Select(i => Sample.Audit($"{i}"))]);

        var first = await Store.ListAuditEntriesAsync(new AuditFilter { Limit = 3 });
        var second = await Store.ListAuditEntriesAsync(new AuditFilter { Limit = 3, Beyond = first[^1].Id });
        first.Concat(second).Select(e => e.Row.Event).ShouldBe(["4", "3", "2", "1", "0"]);
        (await Store.GetAuditEntryAsync(first[0].Id)).ShouldBe(first[0]);
        (await Store.GetAuditEntryAsync(first[0].Id + 100)).ShouldBeNull();
    }
}
