using Orrery.Core.DagFiles.Yaml;
using Orrery.Core.Dags;

namespace Orrery.Core.DagFiles;

/// <summary>Reads <c>approval</c>: what is asked, or a mapping.</summary>
internal static class ApprovalReader
{
    private static readonly TaskAction.Approval Blank = new() { Subject = "" };

    public static FieldTable<TaskAction.Approval> Table { get; } = new(new Dictionary<string, FieldSetter<TaskAction.Approval>>(StringComparer.Ordinal)
    {
        ["subject"] = (approval, value, read) => approval with { Subject = read.NonBlank(value) ?? approval.Subject },
        ["body"] = (approval, value, read) => approval with { Body = read.NonBlank(value) },
        ["options"] = (approval, value, read) => approval with { Options = read.TextSet(value) ?? approval.Options },
        ["defaults"] = (approval, value, read) => approval with { Defaults = read.TextSet(value) ?? approval.Defaults },
        ["multiple"] = (approval, value, read) => approval with { Multiple = read.Flag(value) ?? approval.Multiple },
        ["assigned_users"] = (approval, value, read) => approval with { AssignedUsers = read.TextSet(value) ?? approval.AssignedUsers },
        ["timeout"] = (approval, value, read) => approval with { Timeout = read.Duration(value) },
        ["fail_on_reject"] = (approval, value, read) => approval with { FailOnReject = read.Flag(value) ?? approval.FailOnReject },
    });

    public static TaskAction.Approval? Read(YamlNode value, ValueReader read)
    {
        if (value is YamlScalar)
        {
            return read.NonBlank(value) is { } subject ? Blank with { Subject = subject } : null;
        }

        var approval = PartReader.Read(value, read, Table, Blank, "write what is asked, or subject: below it");
        if (approval is { Subject: "" })
        {
            PartReader.Missing(value, read, "subject", "say what is asked");
            return null;
        }

        return approval;
    }
}
