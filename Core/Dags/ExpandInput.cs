using System.Text.Json.Nodes;

namespace Orrery.Core.Dags;

/// <summary>A list that a mapped task goes through. A closed set.</summary>
public abstract record ExpandInput
{
    private ExpandInput()
    {
    }

    /// <summary>Items written down in the DAG; texts in them are templates. A mapping stands here as its pairs, <c>[key, value]</c> each.</summary>
    /// <param name="Items">The items, in order.</param>
    public sealed record Literal(IReadOnlyList<JsonNode?> Items) : ExpandInput;

    /// <summary>The value of one <c>{{ expression }}</c>: a list, or a mapping, which yields its pairs.</summary>
    /// <param name="Text">The template.</param>
    public sealed record Template(string Text) : ExpandInput;

    /// <summary>What a task pushed: a list or mapping; or, for a mapped task, the values of its instances in their order.</summary>
    /// <param name="TaskId">The pushing task.</param>
    /// <param name="Key">Key of the XCom; by default what the task returned.</param>
    public sealed record XCom(string TaskId, string Key = Templating.XComKey.ReturnValue) : ExpandInput;

    /// <summary>Items side by side: each item is the list of the inputs' items at one place.</summary>
    /// <param name="Inputs">The inputs; at least one.</param>
    /// <param name="HasFill">Whether shorter inputs are filled up; else the shortest decides the length.</param>
    /// <param name="Fill">With what they are filled up.</param>
    public sealed record Zip(IReadOnlyList<ExpandInput> Inputs, bool HasFill, JsonNode? Fill) : ExpandInput;

    /// <summary>One input after the other.</summary>
    /// <param name="Inputs">The inputs; at least one.</param>
    public sealed record Concat(IReadOnlyList<ExpandInput> Inputs) : ExpandInput;

    /// <summary>Each item made into another one.</summary>
    /// <param name="Input">The input.</param>
    /// <param name="To">Template of the new item, in which <c>item</c> is the old one; null keeps it.</param>
    /// <param name="SkipIf">Template of a condition on <c>item</c>; where it is true, that instance is skipped. Null: none is.</param>
    public sealed record Map(ExpandInput Input, string? To, string? SkipIf) : ExpandInput;

    /// <summary>This input and all it is made of.</summary>
    public IEnumerable<ExpandInput> SelfAndParts() => this switch
    {
        Zip zip => zip.Inputs.SelectMany(i => i.SelfAndParts()).Prepend(this),
        Concat concat => concat.Inputs.SelectMany(i => i.SelfAndParts()).Prepend(this),
        Map map => map.Input.SelfAndParts().Prepend(this),
        _ => [this],
    };
}
