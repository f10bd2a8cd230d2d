namespace Orrery.Storage.Rows;

/// <summary>Kinds of warnings about a DAG, by Airflow's names.</summary>
public static class DagWarningTypes
{
    /// <summary>A task names a pool that there is not.</summary>
    public const string NonExistentPool = "non-existent pool";

    /// <summary>An asset is not as the DAG means it, because another DAG named it otherwise first.</summary>
    public const string AssetConflict = "asset conflict";

    /// <summary>The DAG's file says something else each time it is read.</summary>
    public const string RuntimeVaryingValue = "runtime varying value";
}
