using System.Globalization;
using Orrery.Core.States;

namespace Orrery.Dashboard.State;

/// <summary>The addresses of the pages, and the ids inside them. Whatever an id holds, it comes out of its address as it went in.</summary>
public static class DashboardUrl
{
    /// <summary>What goes on.</summary>
    public const string Overview = "";

    /// <summary>The list of DAGs.</summary>
    public const string Dags = "dags";

    /// <summary>The list of runs of all DAGs.</summary>
    public const string Runs = "runs";

    /// <summary>The list of files that cannot be taken as they are.</summary>
    public const string ImportErrors = "import-errors";

    /// <summary>The runs of all DAGs that are in a state.</summary>
    public static string RunsInState(DagRunState state) => $"{Runs}?state={state.WireName()}";

    /// <summary>A DAG.</summary>
    public static string Dag(string dagId) => $"{Dags}/{Escape(dagId)}";

    /// <summary>The list of runs of a DAG.</summary>
    public static string DagRuns(string dagId) => $"{Dag(dagId)}/runs";

    /// <summary>The releases of a DAG, and what differs between two of them; those that are not named are the ones people would compare.</summary>
    public static string Versions(string dagId, int? from = null, int? to = null)
    {
        var query = string.Join('&', new[] { (Name: "from", Number: from), (Name: "to", Number: to) }
            .Where(p => p.Number is not null)
            .Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Name}={p.Number}")));
        return $"{Dag(dagId)}/versions{(query.Length > 0 ? "?" : "")}{query}";
    }

    /// <summary>A run.</summary>
    public static string Run(string dagId, string runId) => $"{Dag(dagId)}/runs/{Escape(runId)}";

    /// <summary>A task instance, at one of its tries; without <paramref name="tryNumber"/> at the latest.</summary>
    public static string Task(string dagId, string runId, string taskId, int mapIndex = -1, int? tryNumber = null)
    {
        var path = $"{Run(dagId, runId)}/tasks/{Escape(taskId)}";
        if (mapIndex >= 0)
        {
            path += string.Create(CultureInfo.InvariantCulture, $"/{mapIndex}");
        }

        return tryNumber is { } number ? string.Create(CultureInfo.InvariantCulture, $"{path}?try={number}") : path;
    }

    /// <summary>The path's segments, unescaped, of an absolute address below <paramref name="baseUri"/>.</summary>
    /// <remarks>Pages read ids from here and not from route values: a server leaves <c>%2F</c> as it is and unescapes <c>%25</c>, which makes two ids look alike.</remarks>
    public static IReadOnlyList<string> Segments(string uri, string baseUri)
    {
        var rest = uri.StartsWith(baseUri, StringComparison.OrdinalIgnoreCase) ? uri[baseUri.Length..] : "";
        var end = rest.AsSpan().IndexOfAny('?', '#');
        return [.. (end < 0 ? rest : rest[..end]).Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)];
    }

    /// <summary>The line a fragment such as <c>#L12</c> points at; null when it points at none.</summary>
    public static long? Line(string uri)
    {
        var hash = uri.IndexOf("#L", StringComparison.Ordinal);
        return hash >= 0 && long.TryParse(uri.AsSpan(hash + 2), NumberStyles.None, CultureInfo.InvariantCulture, out var line) && line > 0 ? line : null;
    }

    /// <summary>The id as one segment of a path.</summary>
    /// <remarks>A segment of dots alone would be resolved away by browsers even when escaped, so it cannot be addressed; no valid id is one.</remarks>
    private static string Escape(string id) => Uri.EscapeDataString(id);
}
