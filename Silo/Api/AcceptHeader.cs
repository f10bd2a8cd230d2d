using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Orrery.Silo.Api;

/// <summary>Chooses the form of an answer.</summary>
internal static class AcceptHeader
{
    /// <summary>The form the request likes best; of equals the first of <paramref name="forms"/>. Null when it takes none of them.</summary>
    public static string? Choose(HttpRequest request, params ReadOnlySpan<string> forms)
    {
        if (request.Headers.Accept.Count == 0)
        {
            return forms[0];
        }

        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted))
        {
            return null;
        }

        string? best = null;
        var bestQuality = 0.0;
        foreach (var form in forms)
        {
            var offered = new MediaTypeHeaderValue(form);
            var quality = accepted.Where(offered.IsSubsetOf).Select(a => a.Quality ?? 1).DefaultIfEmpty(0).Max();
            if (quality > bestQuality)
            {
                (best, bestQuality) = (form, quality);
            }
        }

        return best;
    }
}
