using System.Security.Cryptography;
using Orrery.Core.Secrets;
using Orrery.Grains.Secrets;
using Orrery.Silo.Security;

namespace Orrery.Silo.Hosting;

/// <summary>The secret keys in a file that only its owner can read, outside the store.</summary>
internal sealed class SecretKeyFile : ISecretKeys
{
    /// <summary>Name of the file in the data folder unless told otherwise.</summary>
    public const string FileName = "secret-keys";

    private const int MaxFileBytes = 64 * 1024;

    private readonly Lock _lock = new();
    private readonly string _path;
    private volatile KeyRing _ring;

    private SecretKeyFile(string path, KeyRing ring) => (_path, _ring) = (path, ring);

    /// <inheritdoc/>
    public KeyRing Ring => _ring;

    /// <inheritdoc/>
    public string Source => $"the file '{_path}'";

    /// <summary>Reads the keys of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="create">Whether it is made, with one new key, when there is none.</param>
    /// <exception cref="CredentialException">It is not there, can be read by others, or holds something else; the message says how to mend it.</exception>
    public static SecretKeyFile Open(string path, bool create)
    {
        path = Path.GetFullPath(path);
        try
        {
            if (create && !File.Exists(path))
            {
                PrivateFiles.CreateFolder(Path.GetDirectoryName(path)!);
                PrivateFiles.CreateOnce(path, KeyRingText.Write([SecretKey.Create(RandomNumberGenerator.Fill)]));
            }

            return new SecretKeyFile(path, Read(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CredentialException($"The secret keys '{path}' cannot be used: {e.Message} Name a file with --secret-keys-file, and give it to the user the server runs as.", e);
        }
    }

    /// <inheritdoc/>
    public KeyRing Add()
    {
        lock (_lock)
        {
            try
            {
                // Read anew: somebody may have added a key since.
                var ring = Read(_path).WithNew(SecretKey.Create(RandomNumberGenerator.Fill));
                PrivateFiles.Replace(_path, KeyRingText.Write(ring.Keys));
                _ring = ring;
                return ring;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or CredentialException or ArgumentException)
            {
                throw new SecretUnreadableException($"No key can be added to '{_path}': {e.Message} Add one by hand as its first line ('orrery secrets new-key' prints one) and start the server again.");
            }
        }
    }

    private static KeyRing Read(string path)
    {
        var keys = KeyRingText.Parse(PrivateFiles.Read(path, MaxFileBytes), out var problems);
        return problems.IsEmpty
            ? new KeyRing(keys, RandomNumberGenerator.Fill)
            : throw new CredentialException($"The secret keys '{path}' cannot be used. {string.Join(' ', problems)} Restore the file from a copy: without its keys what they sealed is lost.");
    }
}

/// <summary>Secret keys that the server was given as a value.</summary>
/// <param name="ring">The keys.</param>
internal sealed class GivenSecretKeys(KeyRing ring) : ISecretKeys
{
    /// <summary>The variable of the environment that gives them.</summary>
    public const string Variable = "ORRERY_SECRET_KEYS";

    /// <inheritdoc/>
    public KeyRing Ring => ring;

    /// <inheritdoc/>
    public string Source => $"the environment variable {Variable}";

    /// <inheritdoc/>
    public KeyRing Add() => throw new SecretUnreadableException(
        $"The server has its secret keys from {Variable}: put a new one in front there ('orrery secrets new-key' prints one), start it again, then: orrery secrets rotate --keep-key");
}
