using Orrery.Client;

namespace Orrery.Dashboard.Views.Logs;

/// <summary>Finds the lines of a log that hold a text, from its start on.</summary>
/// <param name="client">Where the log is read.</param>
/// <param name="log">Which log.</param>
/// <param name="query">The text; case does not matter.</param>
public sealed class LogSearch(IOrreryClient client, LogAddress log, string query)
{
    /// <summary>Lines found at most; the search stops there.</summary>
    public const int MostHits = 10_000;

    private const int LinesAtOnce = 5_000;

    private readonly List<long> _hits = [];
    private long _next = 1;

    /// <summary>The text.</summary>
    public string Query => query;

    /// <summary>Numbers of the lines found so far, ascending.</summary>
    public IReadOnlyList<long> Hits => _hits;

    /// <summary>Searches what the log holds by now and has not been searched; call again when it has grown.</summary>
    /// <param name="progress">Called after each part.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task RunAsync(Action progress, CancellationToken cancellationToken)
    {
        while (_hits.Count < MostHits)
        {
            var page = await client.ReadLogAsync(log, _next, LinesAtOnce, cancellationToken);
            if (page.Lines.IsEmpty)
            {
                return;
            }

            _hits.AddRange(page.Lines.Where(l => LogText.Plain(l.Text).Contains(query, StringComparison.OrdinalIgnoreCase)).Select(l => l.Number).Take(MostHits - _hits.Count));
            _next = page.Lines[^1].Number + 1;
            progress();
        }
    }
}
