using System.Text.Json.Nodes;

namespace Orrery.Core.Templating;

/// <summary>
/// Where a rendering finds XComs. Rendering is synchronous and XComs are fetched asynchronously: a source that has not
/// loaded a value says so, the rendering ends with <see cref="XComsNeededException"/>, and is repeated once they are loaded.
/// </summary>
public interface IXComSource
{
    /// <summary>Looks a value up.</summary>
    /// <param name="key">Which one.</param>
    /// <param name="value">The value; null also when the XCom does not exist, which templates see as none.</param>
    /// <returns>False when it is not loaded yet.</returns>
    bool TryGet(XComKey key, out JsonNode? value);
}
