using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Orrery.Silo.Security;

/// <summary>The token every call must bring. It is in a file that only its owner can read; this holds nothing but its hash.</summary>
public sealed class ServerCredential
{
    /// <summary>Name of the file in the data folder. It holds the token and a line break.</summary>
    public const string FileName = "credential";

    private const string Prefix = "orrery_";
    private const int TokenBytes = 32;
    private const int MaxFileBytes = 1_024;

    private readonly byte[] _hash;

    private ServerCredential(string token)
    {
        _hash = Hash(token);
        Fingerprint = Convert.ToHexStringLower(SHA256.HashData(_hash).AsSpan(0, 8));
    }

    /// <summary>Names the token without telling it: 16 hex digits.</summary>
    public string Fingerprint { get; }

    /// <summary>Reads the credential of a data folder; makes one, random and of 256 bits, when there is none.</summary>
    /// <exception cref="CredentialException">The file can be read by others, cannot be read, or holds no token.</exception>
    public static ServerCredential LoadOrCreate(string dataFolder)
    {
        var path = Path.GetFullPath(Path.Combine(dataFolder, FileName));
        try
        {
            PrivateFiles.CreateFolder(Path.GetDirectoryName(path)!);
            if (!File.Exists(path))
            {
                PrivateFiles.CreateOnce(path, NewToken() + "\n");
            }

            var token = PrivateFiles.Read(path, MaxFileBytes).Trim();
            return token.StartsWith(Prefix, StringComparison.Ordinal) && token.Length >= Prefix.Length + TokenBytes && token.All(char.IsAscii)
                ? new ServerCredential(token)
                : throw new CredentialException($"The credential file '{path}' holds no token. Delete it; the next start makes a new one.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CredentialException($"The credential file '{path}' cannot be used: {e.Message} Give the folder to the user the server runs as.", e);
        }
    }

    /// <summary>Whether this is the token. Takes the same time for all wrong ones.</summary>
    public bool Matches(string token) => CryptographicOperations.FixedTimeEquals(Hash(token), _hash);

    private static string NewToken() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
