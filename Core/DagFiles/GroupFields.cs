using Orrery.Core.Dags;

namespace Orrery.Core.DagFiles;

/// <summary>A group as it is written: what it is, and what its tasks take from it.</summary>
internal sealed record WrittenGroup(TaskGroupDefinition Definition, IReadOnlyList<string> DependsOn);

/// <summary>The fields of a task group.</summary>
internal static class GroupFields
{
    public static FieldTable<WrittenGroup> Table { get; } = new(new Dictionary<string, FieldSetter<WrittenGroup>>(StringComparer.Ordinal)
    {
        ["group_id"] = (group, value, read) => Of(group, g => g with { GroupId = read.Text(value) ?? "" }),
        ["group"] = (group, value, read) => Of(group, g => g with { Group = read.NonBlank(value) }),
        ["prefix_group_id"] = (group, value, read) => Of(group, g => g with { PrefixGroupId = read.Flag(value) ?? true }),
        ["depends_on"] = (group, value, read) => group with { DependsOn = read.TextSet(value) ?? [] },
        ["expand"] = (group, value, read) => Of(group, g => g with { Expand = ExpandReader.Read(value, read) ?? g.Expand }),
        ["expand_kwargs"] = (group, value, read) => Of(group, g => g with { Expand = ExpandReader.ReadSets(value, read) }),
        // Read before the tasks, which take them as theirs.
        ["default_args"] = (group, _, _) => group,
        ["description"] = (group, value, read) => Of(group, g => g with { Description = read.Text(value) }),
    });

    private static WrittenGroup Of(WrittenGroup group, Func<TaskGroupDefinition, TaskGroupDefinition> change) => group with { Definition = change(group.Definition) };
}
