using Orrery.Grains.Interfaces.Secrets;

namespace Orrery.Grains.Secrets;

/// <summary>Cuts what is asked for out of a list.</summary>
internal static class SecretLists
{
    /// <summary>Filters, orders and pages.</summary>
    /// <param name="rows">All rows, by name.</param>
    /// <param name="query">What is asked for.</param>
    /// <param name="nameOf">The name of a row.</param>
    /// <param name="valueOf">The value of a row for a field to order by; null: there is none, and the field orders nothing.</param>
    public static (List<T> Page, int Total) Cut<T>(IReadOnlyList<T> rows, SecretQuery query, Func<T, string> nameOf, Func<T, string, IComparable?> valueOf)
    {
        var meant = rows.Where(r => LikePattern.Matches(query.Pattern, nameOf(r))).ToList();
        IEnumerable<T> ordered = meant;
        if (!query.OrderBy.IsEmpty)
        {
            var by = meant.Order(Comparer<T>.Create((_, _) => 0));
            foreach (var field in query.OrderBy)
            {
                var name = field.TrimStart('-');
                by = field.StartsWith('-') ? by.ThenByDescending(r => valueOf(r, name)) : by.ThenBy(r => valueOf(r, name));
            }

            ordered = by;
        }

        return ([.. ordered.Skip(query.Offset).Take(query.Limit)], meant.Count);
    }
}
