using Orleans.Runtime;

namespace Orleans;

/// <summary>Reads keys of grains and makes references to them; accepts grains and references alike.</summary>
public static class GrainExtensions
{
    /// <summary>Makes a reference to a grain, which can be passed in calls; a grain passes itself as <c>this.AsReference&lt;IMyGrain&gt;()</c>.</summary>
    /// <typeparam name="TGrainInterface">The interface of the reference.</typeparam>
    /// <param name="grain">A grain or a reference.</param>
    /// <returns>The reference.</returns>
    /// <exception cref="ArgumentException"><paramref name="grain"/> is neither a grain nor a reference.</exception>
    public static TGrainInterface AsReference<TGrainInterface>(this IAddressable grain) =>
        (TGrainInterface)AsReference(grain, typeof(TGrainInterface));

    /// <inheritdoc cref="AsReference{TGrainInterface}(IAddressable)"/>
    /// <param name="grain">A grain or a reference.</param>
    /// <param name="interfaceType">The interface of the reference.</param>
    public static object AsReference(this IAddressable grain, Type interfaceType) => ReferenceOf(grain).As(interfaceType);

    /// <summary>Makes a reference with another interface to the same grain.</summary>
    /// <typeparam name="TGrainInterface">The interface of the reference.</typeparam>
    /// <param name="grain">A grain or a reference.</param>
    /// <returns>The reference.</returns>
    public static TGrainInterface Cast<TGrainInterface>(this IAddressable grain) => AsReference<TGrainInterface>(grain);

    /// <inheritdoc cref="Cast{TGrainInterface}(IAddressable)"/>
    /// <param name="grain">A grain or a reference.</param>
    /// <param name="interfaceType">The interface of the reference.</param>
    public static object Cast(this IAddressable grain, Type interfaceType) => AsReference(grain, interfaceType);

    /// <summary>Returns the id of a grain.</summary>
    /// <param name="grain">A grain or a reference.</param>
    /// <returns>The id.</returns>
    /// <exception cref="ArgumentException"><paramref name="grain"/> is neither a grain nor a reference.</exception>
    public static GrainId GetGrainId(this IAddressable grain) => grain switch
    {
        GrainReference reference => reference.GrainId,
        IGrainBase instance => instance.GrainContext.GrainId,
        _ => throw NotAGrain(grain),
    };

    /// <summary>Returns the string a grain is known by.</summary>
    /// <param name="grain">A grain or a reference.</param>
    /// <returns>The key.</returns>
    public static string GetPrimaryKeyString(this IAddressable grain) => GetGrainId(grain).Key.ToString();

    /// <summary>Returns the GUID a grain is known by.</summary>
    /// <param name="grain">A grain or a reference.</param>
    /// <returns>The key.</returns>
    /// <exception cref="InvalidOperationException">The grain's key is not a GUID.</exception>
    public static Guid GetPrimaryKey(this IAddressable grain) => GetGrainId(grain).GetGuidKey();

    /// <summary>Returns the integer a grain is known by.</summary>
    /// <param name="grain">A grain or a reference.</param>
    /// <returns>The key.</returns>
    /// <exception cref="InvalidOperationException">The grain's key is not an integer.</exception>
    public static long GetPrimaryKeyLong(this IAddressable grain) => GetGrainId(grain).GetIntegerKey();

    private static GrainReference ReferenceOf(IAddressable grain) => grain switch
    {
        GrainReference reference => reference,
        IGrainBase instance => instance.GrainContext.GrainReference,
        _ => throw NotAGrain(grain),
    };

    private static ArgumentException NotAGrain(IAddressable grain)
    {
        ArgumentNullException.ThrowIfNull(grain);
        return new ArgumentException(
            $"{grain.GetType().FullName} is neither a grain nor a reference to one. Observers need IGrainFactory.CreateObjectReference first.",
            nameof(grain));
    }
}
