using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Orrery.Runtime;

/// <summary>Makes names of files from ids, whatever the ids hold: different ids give different names, and none leads out of its folder.</summary>
internal static class PathSegment
{
    // File systems allow 255 bytes a name; what is appended to a name must fit too.
    private const int MaxLength = 200;
    private const int KeptOfLong = 120;

    /// <summary>The name for an id: letters, digits and <c>_ - . + : @ ~</c> stay, other bytes become <c>%XX</c>, a leading dot too.</summary>
    public static string Encode(string id)
    {
        var name = new StringBuilder(id.Length);
        foreach (var b in Encoding.UTF8.GetBytes(id))
        {
            var c = (char)b;
            var plain = char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '+' or ':' or '@' or '~' || (c == '.' && name.Length > 0);
            _ = plain ? name.Append(c) : name.Append($"%{b:X2}");
        }

        if (name.Length is > 0 and <= MaxLength)
        {
            return name.ToString();
        }

        // '%' is never followed by '~' or '-' above, so neither form can be mistaken for the name of another id.
        return name.Length == 0 ? "%-" : $"{name.ToString(0, KeptOfLong)}%~{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)))}";
    }

    /// <summary>The id a name was made from; null when it does not tell: it is no such name, or that of a long id.</summary>
    public static string? Decode(string name)
    {
        var bytes = new List<byte>(name.Length);
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] != '%')
            {
                bytes.Add((byte)name[i]);
            }
            else if (i + 2 < name.Length && byte.TryParse(name.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var b))
            {
                bytes.Add(b);
                i += 2;
            }
            else
            {
                return null;
            }
        }

        var id = Encoding.UTF8.GetString([.. bytes]);
        return Encode(id) == name ? id : null;
    }
}
