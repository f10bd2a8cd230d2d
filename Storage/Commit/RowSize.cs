using Orrery.Storage.Rows;

namespace Orrery.Storage.Commit;

/// <summary>Estimates what rows weigh in memory, so that the pipeline is bounded by bytes.</summary>
internal static class RowSize
{
    /// <summary>Weight of a row's ordinary columns.</summary>
    private const int Ordinary = 256;

    /// <summary>Sum of the weights, in bytes.</summary>
    public static long Of(IReadOnlyList<StoreRow> rows)
    {
        var sum = 0L;
        for (var i = 0; i < rows.Count; i++)
        {
            sum += Ordinary + Large(rows[i]);
        }

        return sum;
    }

    private static long Large(StoreRow row) => row switch
    {
        TaskInstanceRow r => Text(r.FailureJson) + Text(r.DecisionJson) + Text(r.WaitJson),
        DagRunRemoval r => (long)r.TaskInstances * Ordinary,
        ApprovalRow r => Text(r.Body) + Text(r.ParamsInputJson),
        TaskTryRow r => Text(r.FailureJson),
        TaskNoteRow r => Text(r.Content),
        XComRow r => Text(r.ValueJson),
        DagRunRow r => Text(r.ConfJson) + Text(r.ParamsJson),
        BackfillRow r => Text(r.ConfJson),
        DagVersionRow r => r.Document?.Length ?? 0,
        DagSourceRow r => Text(r.Content),
        GrainStateRow r => r.Payload?.Length ?? 0,
        CodeBlobRow r => r.Content.Length,
        CodeTreeRow r => r.Entries.Length,
        BundleFileRow r => Text(r.DagIdsJson) + Text(r.InputsJson),
        BundleRow r => Text(r.SettingsJson) + Text(r.ManifestJson),
        ImportErrorRow r => Text(r.Message) + Text(r.DetailsJson),
        AssetRow r => Text(r.ExtraJson),
        AssetReferenceRow r => Text(r.ExtraJson),
        AssetOutboxRow r => Text(r.ExtraJson),
        AssetEventRow r => Text(r.ExtraJson),
        VariableRow r => r.Sealed.Length + Text(r.Description),
        ConnectionRow r => r.Sealed.Length + Text(r.Description),
        UserRow r => Text(r.GrantsJson),
        DagWarningRow r => Text(r.Message),
        AuditRow r => Text(r.DetailsJson),
        _ => 0,
    };

    private static long Text(string? text) => (text?.Length ?? 0) * (long)sizeof(char);
}
