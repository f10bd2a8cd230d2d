using Orrery.Core.Dags;
using Orrery.Core.Templating;

namespace Orrery.Core.Mapping;

/// <summary>What an expansion depends on, as far as the DAG says it literally.</summary>
public static class ExpandReferences
{
    /// <summary>The tasks whose XComs it takes, each once, in the order of their mention.</summary>
    /// <remarks>Templates that are none mention nothing; validation reports them.</remarks>
    public static IReadOnlyList<string> TasksOf(ExpandDefinition definition) =>
        [.. definition.Inputs.SelectMany(i => i.SelfAndParts()).SelectMany(TasksOf).Distinct(StringComparer.Ordinal)];

    /// <summary>How many instances it yields, if that is known without running anything; else null.</summary>
    public static long? LengthOf(ExpandDefinition definition)
    {
        var lengths = definition.Inputs.Select(LengthOf).ToList();
        return lengths.Contains(null) ? null : lengths.Aggregate(1L, (count, length) => Math.Min(count * length!.Value, int.MaxValue));
    }

    private static IEnumerable<string> TasksOf(ExpandInput input) => input switch
    {
        ExpandInput.XCom xcom => [xcom.TaskId],
        ExpandInput.Template template => TasksOf(template.Text),
        ExpandInput.Map map => [.. TasksOf(map.To ?? ""), .. TasksOf(map.SkipIf ?? "")],
        ExpandInput.Literal literal => literal.Items.SelectMany(item => TemplateTree.TryParse(item, "expand", out _)?.Templates ?? []).SelectMany(TasksOf),
        _ => [],
    };

    private static IEnumerable<string> TasksOf(string text)
    {
        try
        {
            return TasksOf(Template.Parse(text, "expand"));
        }
        catch (TemplateError)
        {
            return [];
        }
    }

    private static IEnumerable<string> TasksOf(Template template) =>
        template.References.Items.Where(r => r.Kind == TemplateReferenceKind.XComTask).Select(r => r.Name);

    private static int? LengthOf(ExpandInput input) => input switch
    {
        ExpandInput.Literal literal when literal.Items.Count == 0 || !TasksOf(literal).Any() => literal.Items.Count,
        ExpandInput.Zip zip when Lengths(zip.Inputs) is { } lengths => ExpandItems.ZipLength(lengths, zip.HasFill),
        ExpandInput.Concat concat when Lengths(concat.Inputs) is { } lengths => lengths.Sum(),
        _ => null,
    };

    private static List<int>? Lengths(IReadOnlyList<ExpandInput> inputs)
    {
        var lengths = inputs.Select(LengthOf).ToList();
        return lengths.Contains(null) ? null : [.. lengths.Select(l => l!.Value)];
    }
}
