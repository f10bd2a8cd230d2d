namespace Orrery.Core.Templating;

/// <summary>
/// A rendering needs XComs that are not loaded. Not a failure: load <see cref="Keys"/> and render again, or let
/// <see cref="TemplateRendering"/> do so.
/// </summary>
public sealed class XComsNeededException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="keys">What to load; not empty.</param>
    public XComsNeededException(IReadOnlyCollection<XComKey> keys)
        : base($"XComs have to be loaded first: {string.Join(", ", keys)}") =>
        Keys = keys;

    /// <summary>What to load: what was asked for, and what the same template names literally and is not loaded either.</summary>
    public IReadOnlyCollection<XComKey> Keys { get; }
}
