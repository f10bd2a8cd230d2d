using System.Collections.Immutable;
using System.Text.Json;

namespace Orrery.Core.Identity;

/// <summary>What somebody may do with some DAGs, beyond what their role lets them do with all.</summary>
/// <param name="Pattern">Id of a DAG, or a pattern in which <c>*</c> stands for any text, also none. Upper and lower case differ.</param>
/// <param name="Role"><c>viewer</c>, <c>user</c>, <c>op</c> or <c>admin</c>: as the role of that name, for these DAGs only.</param>
public readonly record struct DagGrant(string Pattern, string Role)
{
    private const int MaxGrants = 1_000;

    /// <summary>Whether it is about this DAG.</summary>
    public bool Covers(string dagId)
    {
        // The greedy walk: after a star that did not work out, the star takes one character more. Linear in practice, at worst the product.
        var (pattern, p, d, star, mark) = (Pattern, 0, 0, -1, 0);
        while (d < dagId.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (star, mark, p) = (p, d, p + 1);
            }
            else if (p < pattern.Length && pattern[p] == dagId[d])
            {
                (p, d) = (p + 1, d + 1);
            }
            else if (star >= 0)
            {
                (p, mark, d) = (star + 1, mark + 1, mark + 1);
            }
            else
            {
                return false;
            }
        }

        return pattern.AsSpan(p).TrimStart('*').IsEmpty;
    }

    /// <summary>What is wrong with grants; none when nothing is.</summary>
    public static IEnumerable<string> Problems(IReadOnlyCollection<DagGrant> grants)
    {
        if (grants.Count > MaxGrants)
        {
            yield return $"There may be {MaxGrants} grants, not {grants.Count}: use patterns with '*'.";
        }

        foreach (var grant in grants.Take(MaxGrants))
        {
            if (string.IsNullOrEmpty(grant.Pattern) || Ids.Problem(IdKind.Dag, grant.Pattern.Replace("*", "x", StringComparison.Ordinal)) is not null)
            {
                yield return $"'{grant.Pattern}' is no DAG id or pattern: write an id, in which '*' may stand for any text, as in 'sales_*'.";
            }

            if (!ApiRoles.Ranked.Contains(grant.Role, StringComparer.Ordinal))
            {
                yield return $"There is no role '{grant.Role}' for single DAGs: choose {string.Join(", ", ApiRoles.Ranked)}.";
            }
        }
    }

    /// <summary>Grants as they are kept: a JSON array of objects with <c>pattern</c> and <c>role</c>.</summary>
    public static string ToJson(IEnumerable<DagGrant> grants)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var grant in grants)
            {
                json.WriteStartObject();
                json.WriteString("pattern", grant.Pattern);
                json.WriteString("role", grant.Role);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    public static ImmutableArray<DagGrant> Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateArray().Select(g => new DagGrant(g.GetProperty("pattern").GetString()!, g.GetProperty("role").GetString()!))];
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Pattern}={Role}";
}
