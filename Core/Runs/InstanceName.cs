using System.Globalization;

namespace Orrery.Core.Runs;

/// <summary>How people name an instance of a mapped task: <c>load[3]</c>. A task id holds no brackets, so such a name means nothing else.</summary>
public static class InstanceName
{
    /// <summary>The name of an instance: the task's id, with the index unless that is negative.</summary>
    public static string Of(string taskId, int mapIndex) => mapIndex < 0 ? taskId : string.Create(CultureInfo.InvariantCulture, $"{taskId}[{mapIndex}]");

    /// <summary>The task id in a name, and the index; null when the name is that of the task.</summary>
    public static (string TaskId, int? MapIndex) Parse(string name)
    {
        var bracket = name.IndexOf('[', StringComparison.Ordinal);
        return bracket >= 0 && name[^1] == ']' && int.TryParse(name.AsSpan(bracket + 1, name.Length - bracket - 2), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? (name[..bracket], index)
            : (name, null);
    }
}
