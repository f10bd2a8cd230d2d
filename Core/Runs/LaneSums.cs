namespace Orrery.Core.Runs;

/// <summary>
/// Sixty-four sums at once. Bit <c>i</c> of every word belongs to sum <c>i</c> (a bit-sliced adder), so adding a number to any subset of the
/// sums takes a few word operations for each set bit of the number, however many of them are in the subset.
/// </summary>
internal sealed class LaneSums
{
    // Enough for 2^31 numbers of 32 bits.
    private const int Bits = 63;

    private readonly ulong[] _positive = new ulong[Bits];
    private readonly ulong[] _negative = new ulong[Bits];

    /// <summary>Adds a number to each sum whose bit is set.</summary>
    public void Add(ulong sums, int number)
    {
        var planes = number < 0 ? _negative : _positive;
        for (var rest = (ulong)Math.Abs((long)number); rest != 0; rest &= rest - 1)
        {
            var carry = sums;
            for (var plane = System.Numerics.BitOperations.TrailingZeroCount(rest); carry != 0; plane++)
            {
                var before = planes[plane];
                planes[plane] = before ^ carry;
                carry &= before;
            }
        }
    }

    /// <summary>One of the sums.</summary>
    public long this[int sum]
    {
        get
        {
            var total = 0L;
            for (var plane = 0; plane < Bits; plane++)
            {
                total += (long)((_positive[plane] >> sum) & 1) << plane;
                total -= (long)((_negative[plane] >> sum) & 1) << plane;
            }

            return total;
        }
    }

    /// <summary>Sets all sums to zero.</summary>
    public void Clear()
    {
        Array.Clear(_positive);
        Array.Clear(_negative);
    }
}
