namespace Orrery.Cli.Profiles;

/// <summary>A server that is known by a name, and what opens it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Server">Address of the server; null: the server of <see cref="Data"/>.</param>
/// <param name="TokenFile">Absolute path of a file with a token; null: none.</param>
/// <param name="Data">Absolute path of a data folder on this machine; null: none.</param>
internal sealed record Profile(string Name, string? Server, string? TokenFile, string? Data);

/// <summary>The file of profiles.</summary>
/// <param name="Path">Where it is, or would be.</param>
/// <param name="Exists">Whether it is there.</param>
/// <param name="Default">Name of the profile that is taken when nothing else says which server; null: none.</param>
/// <param name="Profiles">The profiles, by name.</param>
internal sealed record ProfileFile(string Path, bool Exists, string? Default, IReadOnlyDictionary<string, Profile> Profiles);
