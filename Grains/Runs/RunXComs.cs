using System.Text.Json.Nodes;
using Orrery.Core.States;
using Orrery.Core.Templating;
using Orrery.Storage;

namespace Orrery.Grains.Runs;

/// <summary>
/// The XComs of one run, as the templates of one task instance ask for them. Rendering is synchronous and the store is not: what is missing
/// is loaded and the rendering repeated.
/// </summary>
/// <param name="run">The run.</param>
/// <param name="reader">Ordinal of the task that asks: it names its neighbours as its group does.</param>
/// <param name="mapIndex">Index of the instance that asks; −1 when it has none.</param>
/// <param name="store">Where the XComs are.</param>
internal sealed class RunXComs(RunRecord run, int reader, int mapIndex, IStore store) : IXComSource
{
    /// <summary>How often a template may ask for more before it is given up; each round loads at least one more task's values.</summary>
    private const int MaxRounds = 100;

    private readonly HashSet<int> _loaded = [];
    private readonly Dictionary<(int Instance, string Key), JsonNode?> _values = [];
    private readonly Dictionary<XComKey, JsonNode?> _lists = [];

    /// <inheritdoc/>
    public bool TryGet(XComKey key, out JsonNode? value)
    {
        value = null;
        if (run.Plan.Find(reader, key.TaskId) is not (>= 0 and var task))
        {
            return true;
        }

        if (One(task, key.MapIndex) is { } instance)
        {
            value = _values.GetValueOrDefault((instance, key.Key));
            return instance < 0 || _loaded.Contains(instance);
        }

        if (_lists.TryGetValue(key, out value))
        {
            return true;
        }

        var instances = All(task);
        if (!instances.All(_loaded.Contains))
        {
            return false;
        }

        // Those that gave nothing, as a skipped one, leave no gap.
        value = _lists[key] = new JsonArray([.. instances.Where(i => _values.ContainsKey((i, key.Key))).Select(i => _values[(i, key.Key)]?.DeepClone())]);
        return true;
    }

    /// <summary>What a task gave another one to be expanded over; null when it gave nothing.</summary>
    /// <exception cref="XComsNeededException">It has to be loaded first.</exception>
    public JsonNode? Pushed(string taskId, string key)
    {
        var xcom = new XComKey(taskId, MapIndex: null, key);
        if (!TryGet(xcom, out var value))
        {
            throw new XComsNeededException([xcom]);
        }

        // What a task that has failed since left behind is no list to work on.
        var task = run.Plan.Find(reader, taskId);
        return task >= 0 && run.Plan.ExpansionOf(task) < 0 && run.State[task].State != TaskInstanceState.Success ? null : value;
    }

    /// <summary>What tasks gave, for a process that asks by itself: by task, index (−1: it has none) and key.</summary>
    /// <param name="tasks">Ordinals of the tasks.</param>
    /// <exception cref="XComsNeededException">Some have to be loaded first: all of them are named.</exception>
    public JsonObject HandOver(IReadOnlyList<int> tasks)
    {
        var missing = tasks.Where(t => !Meant(t).All(_loaded.Contains)).Select(t => new XComKey(run.Plan.Task(t).TaskId, MapIndex: null, XComKey.ReturnValue)).ToList();
        if (missing.Count > 0)
        {
            throw new XComsNeededException(missing);
        }

        var wanted = tasks.SelectMany(t => Meant(t).Select(i => (Instance: i, Task: t))).ToDictionary(x => x.Instance, x => x.Task);
        var all = new JsonObject(tasks.Select(t => KeyValuePair.Create(run.Plan.Task(t).TaskId, (JsonNode?)new JsonObject())));
        foreach (var ((instance, key), value) in _values.Where(v => wanted.ContainsKey(v.Key.Instance)))
        {
            // Of a task that shares the reader's index there is one instance, as if it were not mapped.
            var task = wanted[instance];
            var index = One(task, null) is not null ? -1 : run.State.MapIndexOf(instance);
            var instances = all[run.Plan.Task(task).TaskId]!.AsObject();
            var name = index.ToString(System.Globalization.CultureInfo.InvariantCulture);
            (instances[name] ??= new JsonObject())[key] = value?.DeepClone();
        }

        return all;
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

    /// <summary>The one instance that is meant, −1 for one that does not exist; null when all instances of a mapped task are.</summary>
    private int? One(int task, int? index)
    {
        if (index is null && run.Plan.ExpansionOf(task) >= 0 && !(mapIndex >= 0 && run.Plan.SharesIndex(reader, task)))
        {
            return null;
        }

        var meant = index ?? (run.Plan.ExpansionOf(task) >= 0 ? mapIndex : -1);
        return run.State.TryInstanceOf(run.Plan.Task(task).TaskId, meant, out var instance) ? instance : -1;
    }

    private List<int> All(int task) => [.. Enumerable.Range(0, run.State.InstanceCount(task)).Select(p => run.State.InstanceAt(task, p))];

    private List<int> Meant(int task) => One(task, null) is { } one ? one < 0 ? [] : [one] : All(task);

    private async Task LoadAsync(IEnumerable<XComKey> keys)
    {
        var ordinals = keys
            .Select(key => (Task: run.Plan.Find(reader, key.TaskId), key.MapIndex))
            .Where(k => k.Task >= 0)
            .SelectMany(k => One(k.Task, k.MapIndex) is { } instance ? [instance] : All(k.Task))
            .Where(i => i >= 0 && _loaded.Add(i))
            .ToList();
        foreach (var row in await store.GetXComsAsync(run.Row.RunPk, ordinals))
        {
            _values[(row.Ordinal, row.Key)] = JsonNode.Parse(row.ValueJson);
        }
    }
}
