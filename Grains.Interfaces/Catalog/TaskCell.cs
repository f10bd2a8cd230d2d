using Orrery.Core.States;

namespace Orrery.Grains.Interfaces.Catalog;

/// <summary>
/// A task of a run in one byte, for screens that show many at once: the state in the low four bits, then <see cref="Retried"/>,
/// <see cref="Mapped"/> and <see cref="Absent"/>. The bytes are sent to browsers: never renumber.
/// </summary>
public static class TaskCell
{
    /// <summary>It was tried more than once.</summary>
    public const byte Retried = 0x10;

    /// <summary>It stands for several instances of a mapped task.</summary>
    public const byte Mapped = 0x20;

    /// <summary>The run has no such task.</summary>
    public const byte Absent = 0x80;

    private const byte StateBits = 0x0f;

    /// <summary>The cell of one instance.</summary>
    /// <param name="state">Its state.</param>
    /// <param name="tryNumber">Number of its current or last try.</param>
    /// <param name="isMapped">Whether it is one of several of its task.</param>
    public static byte Of(TaskInstanceState state, int tryNumber, bool isMapped) =>
        (byte)((byte)state | (tryNumber > 1 ? Retried : 0) | (isMapped ? Mapped : 0));

    /// <summary>The state in a cell that is not <see cref="Absent"/>.</summary>
    public static TaskInstanceState StateOf(byte cell) => (TaskInstanceState)(cell & StateBits);

    /// <summary>Whether the run has the task.</summary>
    public static bool IsPresent(byte cell) => (cell & Absent) == 0;

    /// <summary>Two cells in one: the worse of their states, and what either says besides. What is absent counts for nothing.</summary>
    public static byte Worst(byte one, byte other)
    {
        if (!IsPresent(one) || !IsPresent(other))
        {
            return IsPresent(one) ? one : other;
        }

        var isOneWorse = TaskInstanceStateFacts.Of(StateOf(one)).Severity >= TaskInstanceStateFacts.Of(StateOf(other)).Severity;
        return (byte)((one | other) & ~StateBits | (isOneWorse ? one : other) & StateBits);
    }
}
