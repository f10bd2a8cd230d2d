namespace Orrery.Runtime.Bundles;

/// <summary>Says soon that something in a folder may have changed. It may miss changes, and may say so for nothing: it only saves waiting.</summary>
public interface IFolderWatcher
{
    /// <summary>Watches a folder and everything below it that can be part of a bundle.</summary>
    /// <param name="folder">Absolute path.</param>
    /// <param name="changed">Called once for changes that come together, on any thread.</param>
    /// <returns>Ends the watching. A folder that cannot be watched is not.</returns>
    IDisposable Watch(string folder, Action changed);
}
