namespace Orrery.Grains.Code;

/// <summary>A bundle as it was at one time.</summary>
/// <param name="Hash">Hash of its root folder: the same files are the same snapshot, whenever they were captured.</param>
/// <param name="SourceReference">Where it came from: a commit, or the digest of an archive; null: a folder, or not known.</param>
/// <param name="Files">The files by their paths.</param>
public sealed record Snapshot(string Hash, string? SourceReference, IReadOnlyDictionary<string, SnapshotFile> Files);

/// <summary>A file of a snapshot.</summary>
/// <param name="Path">Path from the root of the bundle, with <c>/</c>.</param>
/// <param name="Hash">SHA-256 of its content, 64 lower-case hexadecimal digits.</param>
/// <param name="Size">Size in bytes.</param>
/// <param name="LastModified">
/// When it had last been changed when it was captured; no part of what the snapshot is, and not kept with it: of a snapshot that was read back,
/// and of a file that may be changing unseen, <see cref="DateTimeOffset.MinValue"/>.
/// </param>
/// <param name="IsExecutable">Whether it may be run.</param>
/// <param name="ContentId">What told its content from any other when it was captured; null: nothing but size and time. Not kept either.</param>
public sealed record SnapshotFile(string Path, string Hash, long Size, DateTimeOffset LastModified, bool IsExecutable, string? ContentId = null);
