using Orleans;
using Orleans.Runtime;

namespace Orrery.Embedded.Reminders;

internal abstract class ReminderService
{
    public abstract Task<IGrainReminder> RegisterOrUpdate(IGrainBase grain, string name, TimeSpan dueTime, TimeSpan period);

    public abstract Task Unregister(GrainId grainId, IGrainReminder reminder);

    public abstract Task<IGrainReminder?> Get(GrainId grainId, string name);

    public abstract Task<List<IGrainReminder>> GetAll(GrainId grainId);
}
