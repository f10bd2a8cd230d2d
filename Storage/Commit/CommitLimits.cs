namespace Orrery.Storage.Commit;

/// <summary>How much the commit pipeline takes at once. Rows are weighed by an estimate, at least 256 bytes each.</summary>
/// <param name="MaxAdmittedBytes">Bytes that are let in; callers beyond it wait.</param>
/// <param name="MaxBatchBytes">Bytes in one transaction; a single larger change is one transaction.</param>
internal readonly record struct CommitLimits(long MaxAdmittedBytes, long MaxBatchBytes);
