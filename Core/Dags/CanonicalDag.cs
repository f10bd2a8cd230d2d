using Orrery.Core.Json;

namespace Orrery.Core.Dags;

/// <summary>A DAG as it is stored and compared: its canonical document, and the hash that is its version.</summary>
public sealed class CanonicalDag
{
    private CanonicalDag(string dagId, byte[] document)
    {
        DagId = dagId;
        Document = document;
        Version = CanonicalJson.Sha256Hex(document);
    }

    /// <summary>Id of the DAG.</summary>
    public string DagId { get; }

    /// <summary>The version: SHA-256 of <see cref="Document"/> as 64 lower-case hexadecimal digits.</summary>
    public string Version { get; }

    /// <summary>The canonical document (RFC 8785 JSON in UTF-8; see <see cref="DagDocument"/>). Not to be changed.</summary>
    public byte[] Document { get; }

    /// <summary>Canonicalises a valid DAG.</summary>
    /// <exception cref="CanonicalJsonException">
    /// A default or schema of a parameter holds a number JSON cannot carry exactly. DAGs that passed validation hold none.
    /// </exception>
    public static CanonicalDag Of(DagDefinition definition) =>
        new(definition.DagId, CanonicalJson.Canonicalize(DagDocument.ToJson(definition)));
}
