using System.Collections.Immutable;
using Orrery.Grains.Interfaces.Secrets;

namespace Orrery.Client.Http;

/// <summary>Reads lists that the REST API answers in parts.</summary>
internal static class SecretPages
{
    private const int MaxLimit = 1_000;

    /// <summary>Reads as many parts as are asked for.</summary>
    /// <param name="path">Path of the list.</param>
    /// <param name="pattern">Name of the parameter with the pattern of names.</param>
    /// <param name="query">What is asked for.</param>
    /// <param name="read">Reads one part and how many there are in all.</param>
    public static async Task<SecretPage<T>> ReadAsync<T>(string path, string pattern, SecretQuery query, Func<string, Task<(IEnumerable<T> Items, long Total)>> read)
    {
        var all = ImmutableArray.CreateBuilder<T>();
        while (true)
        {
            var limit = Math.Min(MaxLimit, query.Limit - all.Count);
            var (items, total) = await read(ApiPaths.WithQuery(
                path,
                (pattern, query.Pattern),
                ("order_by", query.OrderBy.IsEmpty ? null : string.Join(',', query.OrderBy)),
                ("limit", ApiPaths.Number(limit)),
                ("offset", ApiPaths.Number(query.Offset + all.Count))));
            var before = all.Count;
            all.AddRange(items);
            if (all.Count - before < limit || all.Count >= query.Limit)
            {
                return new SecretPage<T> { Items = all.ToImmutable(), Total = (int)Math.Min(total, int.MaxValue) };
            }
        }
    }
}
