using Orrery.Storage.Rows;

namespace Orrery.Storage.Sql.Maps;

/// <summary>Code by its content, and what parsers remember of bundles.</summary>
/// <remarks>Initializers run in the order they are written, which is that of the columns.</remarks>
internal static class CodeMaps
{
    public static readonly RowMap<CodeBlobRow> Blob = new(
        "code_blob",
        keys: 1,
        "hash, content, created_at",
        (s, r) => s.Add(r.Hash).Add(r.Content).Add(r.CreatedAt),
        s => new CodeBlobRow { Hash = s.Text(), Content = s.Bytes(), CreatedAt = s.Instant() },
        keep: "content");

    public static readonly RowMap<CodeTreeRow> Tree = new(
        "code_tree",
        keys: 1,
        "hash, entries, created_at",
        (s, r) => s.Add(r.Hash).Add(r.Entries).Add(r.CreatedAt),
        s => new CodeTreeRow { Hash = s.Text(), Entries = s.Bytes(), CreatedAt = s.Instant() },
        keep: "entries");

    public static readonly RowMap<BundleSnapshotRow> Snapshot = new(
        "bundle_snapshot",
        keys: 2,
        "bundle, snapshot, source_reference, file_count, byte_count, created_at",
        (s, r) => s.Add(r.Bundle).Add(r.Snapshot).Add(r.SourceReference).Add(r.FileCount).Add(r.ByteCount).Add(r.CreatedAt),
        s => new BundleSnapshotRow
        {
            Bundle = s.Text(),
            Snapshot = s.Text(),
            SourceReference = s.TextOrNull(),
            FileCount = s.Int32(),
            ByteCount = s.Int64(),
            CreatedAt = s.Instant(),
        });

    public static readonly RowMap<BundleFileRow> File = new(
        "bundle_file",
        keys: 2,
        "bundle, path, size, modified_at, hash, dag_ids, inputs, is_broken, parsed_at",
        (s, r) => s.Add(r.Bundle).Add(r.Path).Add(r.Size).Add(r.ModifiedAt).Add(r.Hash).Add(r.DagIdsJson).Add(r.InputsJson).Add(r.IsBroken).Add(r.ParsedAt),
        s => new BundleFileRow
        {
            Bundle = s.Text(),
            Path = s.Text(),
            Size = s.Int64(),
            ModifiedAt = s.Instant(),
            Hash = s.Text(),
            DagIdsJson = s.Text(),
            InputsJson = s.Text(),
            IsBroken = s.Bool(),
            ParsedAt = s.Instant(),
        });
}
