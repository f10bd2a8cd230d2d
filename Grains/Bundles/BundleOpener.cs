using Orrery.Runtime.Bundles;

namespace Orrery.Grains.Bundles;

/// <summary>Opens the bundle in a folder. Grains touch no files: what reads them is given to them.</summary>
/// <param name="folder">Absolute path.</param>
public delegate IBundleBackend BundleOpener(string folder);
