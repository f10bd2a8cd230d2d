using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Orrery.Core.Json;

/// <summary>
/// The JSON Canonicalization Scheme (RFC 8785): one sequence of bytes per value, so that its hash can be the value's identity.
/// Keys are sorted by UTF-16 code units, numbers are written as ECMAScript does, strings escape only what they must,
/// and there is no white space.
/// </summary>
/// <remarks>
/// Numbers are IEEE 754 doubles. An integer that a double cannot hold is refused instead of rounded: two documents that differ
/// only in the last digit of an id must not have one hash.
/// </remarks>
public static class CanonicalJson
{
    /// <summary>Deepest nesting of arrays and objects that is accepted: 128 levels.</summary>
    public const int MaxDepth = 128;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    /// <summary>The canonical UTF-8 bytes of a value.</summary>
    /// <param name="node">The value; null is JSON's <c>null</c>.</param>
    /// <returns>UTF-8 without a byte order mark.</returns>
    /// <exception cref="CanonicalJsonException">
    /// Duplicate keys, a lone surrogate, NaN or an infinity, an integer that a double cannot hold, or more than <see cref="MaxDepth"/> levels.
    /// </exception>
    public static byte[] Canonicalize(JsonNode? node)
    {
        var output = new ArrayBufferWriter<byte>();
        new CanonicalJsonWriter(output).Write(node, depth: 0);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>The canonical UTF-8 bytes of a JSON text.</summary>
    /// <param name="utf8Json">One JSON value in UTF-8, without comments or trailing commas.</param>
    /// <returns>UTF-8 without a byte order mark.</returns>
    /// <exception cref="CanonicalJsonException">
    /// The text is not JSON, or has no canonical form; see <see cref="Canonicalize(JsonNode?)"/>.
    /// </exception>
    public static byte[] Canonicalize(ReadOnlySpan<byte> utf8Json)
    {
        JsonNode? node;
        try
        {
            node = JsonNode.Parse(utf8Json, nodeOptions: null, Strict);
        }
        catch (JsonException e)
        {
            throw new CanonicalJsonException(e.Path ?? "$", $"the text is not acceptable JSON: {e.Message}", e);
        }
        catch (InvalidOperationException e)
        {
            // The check for duplicate keys decodes them, and reports an undecodable one this way.
            throw new CanonicalJsonException("$", $"a key is not valid Unicode: {e.Message}", e);
        }
        return Canonicalize(node);
    }

    /// <summary>The SHA-256 of some bytes as 64 lower-case hexadecimal digits.</summary>
    /// <param name="bytes">Usually the result of <see cref="Canonicalize(JsonNode?)"/>.</param>
    public static string Sha256Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
