using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orrery.Embedded.Reminders;
using Orrery.Embedded.Tests.Support;

namespace Orrery.Embedded.Tests;

public sealed class ReminderTests
{
    [Fact]
    public async Task Reminder_WhenDue_WakesItsGrainAgainAndAgain()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(RemindedGrain)], silo => silo.UseInMemoryReminderService());
        await host.Get<IRemindedGrain>("g").Remind("r", TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1)).Within();
        host.Faults.KillActivation(GrainId.Create("reminded", "g")).ShouldBeTrue();
        await host.AdvanceAsync(TimeSpan.FromSeconds(30));
        host.Probe.Events.ShouldBe(["g r first 00:00:30 now 00:00:30 every 00:01:00"]);
        await host.AdvanceAsync(TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(30));
        host.Probe.Events.Skip(1).ShouldBe(
            ["g r first 00:00:30 now 00:01:30 every 00:01:00", "g r first 00:00:30 now 00:02:30 every 00:01:00"]);
    }

    [Fact]
    public async Task Reminder_WhenTheHostStartsAgain_IsDueAtTheNextWholePeriod()
    {
        var store = new InMemoryReminderStore();
        var start = new DateTimeOffset(2025, 12, 31, 23, 59, 30, TimeSpan.Zero);
        await store.UpsertAsync(new ReminderRecord(GrainId.Create("reminded", "g"), "r", start, TimeSpan.FromMinutes(2)), CancellationToken.None);
        await using var host = await TestHost.StartSerialAsync(
            [typeof(RemindedGrain)],
            silo =>
            {
                silo.UseInMemoryReminderService();
                silo.Services.AddSingleton<IReminderStore>(store);
            });
        await host.AdvanceAsync(TimeSpan.FromSeconds(89));
        host.Probe.Events.ShouldBeEmpty();
        await host.AdvanceAsync(TimeSpan.FromSeconds(1));
        host.Probe.Events.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Register_WhenDoneAgain_ReplacesTheReminder()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(RemindedGrain)], silo => silo.UseInMemoryReminderService());
        await host.Get<IRemindedGrain>("g").Remind("r", TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1)).Within();
        await host.Get<IRemindedGrain>("g").Remind("r", TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(9)).Within();
        await host.AdvanceAsync(TimeSpan.FromMinutes(6), TimeSpan.FromSeconds(30));
        host.Probe.Events.ShouldBe(["g r first 00:05:00 now 00:05:00 every 00:09:00"]);
    }

    [Fact]
    public async Task Unregister_WhenDone_EndsTheReminder()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(RemindedGrain)], silo => silo.UseInMemoryReminderService());
        var grain = host.Get<IRemindedGrain>("g");
        await grain.Remind("r", TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1)).Within();
        await grain.Remind("s", TimeSpan.FromHours(30), TimeSpan.FromMinutes(1)).Within();
        (await grain.Names().Within()).Order().ShouldBe(["r", "s"]);
        await grain.Forget("r").Within();
        (await grain.Names().Within()).ShouldBe(["s"]);
        await host.AdvanceAsync(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(1));
        host.Probe.Events.ShouldBeEmpty();
    }

    [Fact]
    public async Task Register_WhenPeriodIsTooShort_SaysTheShortest()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(RemindedGrain)], silo => silo.UseInMemoryReminderService());
        var call = host.Get<IRemindedGrain>("g").Remind("r", TimeSpan.Zero, TimeSpan.FromSeconds(59));
        (await Should.ThrowAsync<ArgumentException>(call.Within())).Message
            .ShouldStartWith("Reminder 'r' of grain 'reminded/g' has a period of 00:00:59; the shortest is 00:01:00. Use a grain timer for shorter ones.");
    }

    [Fact]
    public async Task Register_WhenShorterPeriodsAreConfigured_TakesThem()
    {
        await using var host = await TestHost.StartSerialAsync(
            [typeof(RemindedGrain)],
            silo => silo.UseInMemoryReminderService().Configure<ReminderOptions>(o => o.MinimumReminderPeriod = TimeSpan.FromSeconds(1)));
        await host.Get<IRemindedGrain>("g").Remind("r", TimeSpan.Zero, TimeSpan.FromSeconds(1)).Within();
        host.Time.Advance(TimeSpan.Zero);
        await host.QuietAsync();
        await host.AdvanceAsync(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1));
        host.Probe.Events.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Register_WhenTheHostHasNoReminders_SaysHowToAddThem()
    {
        await using var host = await TestHost.StartSerialAsync([typeof(RemindedGrain)]);
        var call = host.Get<IRemindedGrain>("g").Remind("r", TimeSpan.Zero, TimeSpan.FromMinutes(1));
        (await Should.ThrowAsync<InvalidOperationException>(call.Within())).Message.ShouldContain("UseInMemoryReminderService()");
    }

    public interface IRemindedGrain : IGrainWithStringKey
    {
        Task Remind(string name, TimeSpan dueTime, TimeSpan period);

        Task Forget(string name);

        Task<List<string>> Names();
    }

    public sealed class RemindedGrain(Probe probe) : Grain, IRemindedGrain, IRemindable
    {
        private static readonly DateTime Start = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

        public Task Remind(string name, TimeSpan dueTime, TimeSpan period) => this.RegisterOrUpdateReminder(name, dueTime, period);

        public async Task Forget(string name) => await this.UnregisterReminder((await this.GetReminder(name))!);

        public async Task<List<string>> Names() => [.. (await this.GetReminders()).Select(reminder => reminder.ReminderName)];

        public Task ReceiveReminder(string reminderName, TickStatus status)
        {
            probe.Record(
                $"{this.GetPrimaryKeyString()} {reminderName} first {status.FirstTickTime - Start} now {status.CurrentTickTime - Start} every {status.Period}");
            return Task.CompletedTask;
        }
    }
}
