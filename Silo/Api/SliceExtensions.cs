using Orrery.Grains.Interfaces.Search;

namespace Orrery.Silo.Api;

/// <summary>Parts of lists that are short enough to be had whole.</summary>
internal static class SliceExtensions
{
    /// <summary>The part of a list that is in the order asked for, or the other way round.</summary>
    public static IEnumerable<T> Of<T>(this Slice slice, IReadOnlyList<T> all) => (slice.Descending ? all.Reverse() : all).Skip(slice.Offset).Take(slice.Limit);
}
