namespace Orrery.Runtime.Bundles;

/// <summary>Where a bundle comes from, as it was set up.</summary>
/// <param name="Bundle">Name of the bundle.</param>
/// <param name="Backend">Kind of backend: <c>folder</c>, <c>git</c>, <c>archive</c>.</param>
/// <param name="Location">The folder, or the address of the repository.</param>
/// <param name="SettingsJson">Settings of the backend, as a JSON object.</param>
public sealed record BundleSource(string Bundle, string Backend, string Location, string SettingsJson = "{}");
