using System.Text.Json.Nodes;
using Orrery.Core.Templating;
using Orrery.Storage;

namespace Orrery.Grains.Runs;

/// <summary>
/// The XComs of one run, as templates ask for them. Rendering is synchronous and the store is not: what is missing is loaded and the
/// rendering repeated.
/// </summary>
internal sealed class RunXComs(RunRecord run, IStore store) : IXComSource
{
    /// <summary>How often a template may ask for more before it is given up; each round loads at least one more task's values.</summary>
    private const int MaxRounds = 100;

    private readonly HashSet<int> _loadedTasks = [];
    private readonly Dictionary<(int Ordinal, string Key), JsonNode?> _values = [];

    /// <inheritdoc/>
    public bool TryGet(XComKey key, out JsonNode? value)
    {
        value = null;
        if (!run.Plan.TryOrdinalOf(key.TaskId, out var ordinal))
        {
            return true;
        }

        value = _values.GetValueOrDefault((ordinal, key.Key));
        return _loadedTasks.Contains(ordinal);
    }

    /// <summary>Renders, loading what is asked for, until nothing is missing.</summary>
    public async Task<T> RenderAsync<T>(Func<T> render)
    {
        for (var round = 0; ; round++)
        {
            try
            {
                return render();
            }
            catch (XComsNeededException needed) when (round < MaxRounds)
            {
                await LoadAsync(needed.Keys);
            }
        }
    }

    /// <summary>A stored JSON object.</summary>
    public static JsonObject ObjectOf(string json) => JsonNode.Parse(json)!.AsObject();

    private async Task LoadAsync(IEnumerable<XComKey> keys)
    {
        var ordinals = keys.Select(k => run.Plan.TryOrdinalOf(k.TaskId, out var o) ? o : -1).Where(o => o >= 0 && _loadedTasks.Add(o)).ToList();
        foreach (var row in await store.GetXComsAsync(run.Row.RunPk, ordinals))
        {
            _values[(row.Ordinal, row.Key)] = JsonNode.Parse(row.ValueJson);
        }
    }
}
