using System.Text.Json.Nodes;
using Orrery.Core.Templating;

namespace Orrery.Core.Tests.Templating;

/// <summary>XComs in memory. Those asked for that are neither here nor withheld do not exist.</summary>
internal sealed class XComTable : IXComSource
{
    private readonly Dictionary<XComKey, JsonNode?> _loaded = [];
    private readonly Dictionary<XComKey, JsonNode?> _withheld = [];

    public List<IReadOnlyCollection<XComKey>> Loads { get; } = [];

    /// <summary>Whether keys that were never loaded count as not loaded, instead of as absent.</summary>
    public bool IsLazy { get; init; }

    public void Add(XComKey key, JsonNode? value) => (IsLazy ? _withheld : _loaded)[key] = value;

    public Task LoadAsync(IReadOnlyCollection<XComKey> keys, CancellationToken cancellationToken)
    {
        Loads.Add(keys);
        foreach (var key in keys)
        {
            _loaded[key] = _withheld.GetValueOrDefault(key);
        }
        return Task.CompletedTask;
    }

    public bool TryGet(XComKey key, out JsonNode? value) => _loaded.TryGetValue(key, out value) || !IsLazy;
}
