using System.Buffers.Text;
using System.Text;

namespace Orrery.Client.Http.Wire;

/// <summary>Names a file of a bundle in one segment of an address, as Airflow's clients expect it. It is a name, no secret.</summary>
internal static class FileTokens
{
    /// <summary>The token of a file.</summary>
    public static string Of(string bundle, string file) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{bundle}\0{file}"));

    /// <summary>What it names; null: nothing.</summary>
    public static (string Bundle, string File)? Read(string token)
    {
        if (token.Length > 8_192 || !Base64Url.IsValid(token))
        {
            return null;
        }

        return Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token)).Split('\0') is [{ Length: > 0 } bundle, { Length: > 0 } file] ? (bundle, file) : null;
    }
}
