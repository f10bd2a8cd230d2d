namespace Orrery.Embedded.Serialization;

/// <summary>Copies values of one type the way a round trip through messages would.</summary>
internal abstract class TypeCopier
{
    /// <summary>Hands values over as they are.</summary>
    public static readonly TypeCopier Sharing = new SharingCopier();

    /// <summary>Whether copies are the originals, because nobody can change those.</summary>
    public virtual bool Shares => false;

    /// <summary>Copies a value.</summary>
    /// <exception cref="Orleans.Serialization.CodecNotFoundException">The value, or something in it, cannot travel.</exception>
    public abstract object? Copy(object? value, CopySession session);

    private sealed class SharingCopier : TypeCopier
    {
        public override bool Shares => true;

        public override object? Copy(object? value, CopySession session) => value;
    }
}
