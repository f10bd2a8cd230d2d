namespace Orleans.Runtime;

/// <summary>A handle to a reminder.</summary>
public interface IGrainReminder
{
    /// <summary>The reminder's name, unique for its grain.</summary>
    string ReminderName { get; }
}
