namespace Orrery.Core.Queues;

/// <summary>Whether a limit has room: the one rule of pools and of caps on tasks.</summary>
public static class SlotRule
{
    /// <summary>As many slots as anybody asks for.</summary>
    public const int Unlimited = -1;

    /// <summary>What speaks against a start; null when nothing does.</summary>
    /// <param name="slots">How many slots there are; <see cref="Unlimited"/>: any number.</param>
    /// <param name="occupied">How many of them are held; more than there are, after they were reduced.</param>
    /// <param name="wanted">How many the task needs: 1 or more.</param>
    public static WaitReason? Look(int slots, int occupied, int wanted)
    {
        if (slots == Unlimited)
        {
            return null;
        }

        return occupied >= slots ? WaitReason.Full
            : wanted > slots ? WaitReason.TooSmall
            : wanted > slots - occupied ? WaitReason.SlotsShort
            : null;
    }
}
