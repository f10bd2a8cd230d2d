namespace Orrery.Core.Templating;

/// <summary>Which XCom of the run a template asks for.</summary>
/// <param name="TaskId">Task that pushed it.</param>
/// <param name="MapIndex">
/// Instance of a mapped task, -1 for the unmapped one; null when the template does not say: the value of an unmapped task,
/// the list of the values of all instances of a mapped one.
/// </param>
/// <param name="Key">Key it was pushed under; <see cref="ReturnValue"/> for what a task returned.</param>
public sealed record XComKey(string TaskId, int? MapIndex, string Key)
{
    /// <summary>The key of what a task returned.</summary>
    public const string ReturnValue = "return_value";
}
