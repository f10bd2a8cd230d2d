using System.Text;
using System.Text.Json;
using Orrery.Runtime.Docker.Api.Wire;

namespace Orrery.Runtime.Docker.Api;

/// <summary>Credentials of registries, as <c>docker login</c> leaves them in <c>config.json</c>; read anew each time, for they change.</summary>
/// <param name="folder">The folder of that file.</param>
internal sealed class RegistryLogins(string folder)
{
    /// <summary>The credentials that options and environment name.</summary>
    public static RegistryLogins Find(DockerOptions options, Func<string, string?> environment) =>
        new(options.ConfigPath ?? (environment("DOCKER_CONFIG") is { Length: > 0 } named ? named : Path.Combine(environment("HOME") ?? "/", ".docker")));

    /// <summary>The credentials for an image's registry; null when there are none, or they are kept by a helper program.</summary>
    /// <exception cref="DockerException">The file cannot be read.</exception>
    public RegistryLogin? Find(string image)
    {
        var registry = ImageReference.Parse(image).Registry;
        var path = Path.Combine(folder, "config.json");
        try
        {
            if (!File.Exists(path) || JsonSerializer.Deserialize(File.ReadAllBytes(path), DockerJson.Default.DockerConfigFile)?.Auths is not { } all)
            {
                return null;
            }

            var login = all.GetValueOrDefault(registry) ?? all.GetValueOrDefault($"https://{registry}") ?? all.GetValueOrDefault($"https://{registry}/v1/");
            if (login?.IdentityToken is { Length: > 0 } token)
            {
                return new RegistryLogin { IdentityToken = token, ServerAddress = registry };
            }

            var pair = Encoding.UTF8.GetString(Convert.FromBase64String(login?.Auth ?? ""));
            return pair.IndexOf(':') is > 0 and var colon
                ? new RegistryLogin { UserName = pair[..colon], Password = pair[(colon + 1)..], ServerAddress = registry }
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or FormatException)
        {
            throw new DockerException(DockerErrorKind.Denied, $"The credentials of registries in '{path}' cannot be read: {e.Message} Sign in again with 'docker login'.", e);
        }
    }
}
