using Orrery.Grains.Interfaces.Bundles;
using Orrery.Runtime.Bundles;
using Orrery.Runtime.Bundles.Archives;

namespace Orrery.Grains.Bundles;

/// <summary>
/// Opens what a bundle's files come from. Grains touch no files: what reads them is given to them. Null: nothing is read, because files are
/// pushed.
/// </summary>
/// <param name="bundle">Name of the bundle.</param>
/// <param name="settings">Where its files come from.</param>
public delegate IBundleBackend? BundleOpener(string bundle, BundleSettings settings);

/// <summary>Opens an archive that was pushed.</summary>
/// <param name="archive">A zip or tar.gz.</param>
/// <exception cref="BundleException">It is none, or holds what no bundle may.</exception>
public delegate Task<ArchiveBundleBackend> ArchiveOpener(byte[] archive);
