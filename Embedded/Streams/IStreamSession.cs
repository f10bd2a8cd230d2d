namespace Orrery.Embedded.Streams;

/// <summary>A stream being read from an activation.</summary>
internal interface IStreamSession
{
    /// <summary>Breaks it off, because the activation goes away.</summary>
    void Abort();
}
