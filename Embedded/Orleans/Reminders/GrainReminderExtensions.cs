using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orrery.Embedded.Reminders;

namespace Orleans;

/// <summary>Reminders of a grain: persisted, so they wake it also after it, or the host, has gone away and come back.</summary>
public static class GrainReminderExtensions
{
    /// <summary>Registers a reminder, or changes it.</summary>
    /// <param name="grain">The grain, which must implement <see cref="IRemindable"/>.</param>
    /// <param name="reminderName">The reminder's name, unique for the grain.</param>
    /// <param name="dueTime">Time until it is due first; not negative.</param>
    /// <param name="period">Its period; at least one minute unless configured otherwise.</param>
    /// <returns>A handle to the reminder.</returns>
    /// <exception cref="ArgumentException">A time is out of range or the name is empty.</exception>
    /// <exception cref="InvalidOperationException">The grain is not remindable, or the host has no reminder service.</exception>
    public static Task<IGrainReminder> RegisterOrUpdateReminder(this IGrainBase grain, string reminderName, TimeSpan dueTime, TimeSpan period) =>
        ServiceOf(grain).RegisterOrUpdate(grain, reminderName, dueTime, period);

    /// <inheritdoc cref="RegisterOrUpdateReminder(IGrainBase, string, TimeSpan, TimeSpan)"/>
    public static Task<IGrainReminder> RegisterOrUpdateReminder(this Grain grain, string reminderName, TimeSpan dueTime, TimeSpan period) =>
        RegisterOrUpdateReminder((IGrainBase)grain, reminderName, dueTime, period);

    /// <summary>Ends a reminder; ending one that has ended does nothing.</summary>
    /// <param name="grain">The grain.</param>
    /// <param name="reminder">The reminder.</param>
    /// <returns>A task that ends when it is removed.</returns>
    public static Task UnregisterReminder(this IGrainBase grain, IGrainReminder reminder) =>
        ServiceOf(grain).Unregister(grain.GrainContext.GrainId, reminder);

    /// <inheritdoc cref="UnregisterReminder(IGrainBase, IGrainReminder)"/>
    public static Task UnregisterReminder(this Grain grain, IGrainReminder reminder) => UnregisterReminder((IGrainBase)grain, reminder);

    /// <summary>Looks up a reminder.</summary>
    /// <param name="grain">The grain.</param>
    /// <param name="reminderName">The reminder's name.</param>
    /// <returns>A handle, or <see langword="null"/> when there is none.</returns>
    public static Task<IGrainReminder?> GetReminder(this IGrainBase grain, string reminderName) =>
        ServiceOf(grain).Get(grain.GrainContext.GrainId, reminderName);

    /// <inheritdoc cref="GetReminder(IGrainBase, string)"/>
    public static Task<IGrainReminder?> GetReminder(this Grain grain, string reminderName) => GetReminder((IGrainBase)grain, reminderName);

    /// <summary>Lists the reminders of a grain.</summary>
    /// <param name="grain">The grain.</param>
    /// <returns>Handles to all of them.</returns>
    public static Task<List<IGrainReminder>> GetReminders(this IGrainBase grain) => ServiceOf(grain).GetAll(grain.GrainContext.GrainId);

    /// <inheritdoc cref="GetReminders(IGrainBase)"/>
    public static Task<List<IGrainReminder>> GetReminders(this Grain grain) => GetReminders((IGrainBase)grain);

    private static ReminderService ServiceOf(IGrainBase grain) =>
        grain.GrainContext.ActivationServices.GetService<ReminderService>() ?? throw new InvalidOperationException(
            $"Grain '{grain.GrainContext.GrainId}' uses reminders but the host has no reminder service. "
            + "Call UseInMemoryReminderService() or UseReminderStore(...) on the silo builder.");
}
