namespace Orrery.Core.DagFiles;

/// <content>What mentions of assets stand for.</content>
internal sealed partial class ValueReader
{
    /// <summary>The assets of the DAG that is being read.</summary>
    public AssetScope Assets { get; private set; } = new();

    /// <summary>Begins the next DAG, which defines assets of its own.</summary>
    public void StartAssets() => Assets = new AssetScope();
}
