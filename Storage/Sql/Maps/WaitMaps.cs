using Orrery.Storage.Rows;

namespace Orrery.Storage.Sql.Maps;

/// <summary>What runs ask of people.</summary>
internal static class WaitMaps
{
    public static readonly RowMap<ApprovalRow> Approval = new(
        "approval",
        keys: 3,
        "run_pk, ordinal, try_number, subject, body, options, defaults, multiple, assigned_users, created_at, responded_at, responded_by, chosen_options, params_input",
        (s, r) => s.Add(r.RunPk).Add(r.Ordinal).Add(r.TryNumber).Add(r.Subject).Add(r.Body).Add(r.OptionsJson).Add(r.DefaultsJson).Add(r.Multiple)
            .Add(r.AssignedUsersJson).Add(r.CreatedAt).Add(r.RespondedAt).Add(r.RespondedBy).Add(r.ChosenOptionsJson).Add(r.ParamsInputJson),
        s => new ApprovalRow
        {
            RunPk = s.Int64(),
            Ordinal = s.Int32(),
            TryNumber = s.Int32(),
            Subject = s.Text(),
            Body = s.TextOrNull(),
            OptionsJson = s.Text(),
            DefaultsJson = s.Text(),
            Multiple = s.Bool(),
            AssignedUsersJson = s.Text(),
            CreatedAt = s.Instant(),
            RespondedAt = s.InstantOrNull(),
            RespondedBy = s.TextOrNull(),
            ChosenOptionsJson = s.TextOrNull(),
            ParamsInputJson = s.TextOrNull(),
        });
}
