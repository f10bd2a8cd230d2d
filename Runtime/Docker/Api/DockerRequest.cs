using System.Text;
using System.Text.Json;
using Orrery.Runtime.Docker.Api.Wire;

namespace Orrery.Runtime.Docker.Api;

/// <summary>A request to the engine, without the version it is put in.</summary>
/// <param name="method">The method.</param>
/// <param name="path">The path after the version, with all names in it escaped.</param>
/// <param name="action">What is asked for, to stand after "could not": "start the container 'a'".</param>
internal sealed class DockerRequest(HttpMethod method, string path, string action)
{
    private readonly StringBuilder _path = new(path);
    private char _separator = '?';

    /// <summary>The method.</summary>
    public HttpMethod Method => method;

    /// <summary>The path and query after the version.</summary>
    public string Path => _path.ToString();

    /// <summary>What is asked for.</summary>
    public string Action => action;

    /// <summary>The body; null: none.</summary>
    public HttpContent? Content { get; init; }

    /// <summary>Headers beside those of the body.</summary>
    public Dictionary<string, string> Headers { get; } = [];

    /// <summary>A request to read.</summary>
    public static DockerRequest Get(string path, string action) => new(HttpMethod.Get, path, action);

    /// <summary>A request to change.</summary>
    public static DockerRequest Post(string path, string action, HttpContent? content = null) => new(HttpMethod.Post, path, action) { Content = content };

    /// <summary>A request to remove.</summary>
    public static DockerRequest Delete(string path, string action) => new(HttpMethod.Delete, path, action);

    /// <summary>Adds a parameter; null adds nothing.</summary>
    public DockerRequest With(string name, string? value)
    {
        if (value is not null)
        {
            _ = _path.Append(_separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
            _separator = '&';
        }

        return this;
    }

    /// <summary>Adds a parameter that is on or not there.</summary>
    public DockerRequest With(string name, bool value) => With(name, value ? "1" : null);

    /// <summary>Adds filters, each a name and values of which one must fit; for labels all of them.</summary>
    public DockerRequest WithFilters(params IEnumerable<(string Name, IEnumerable<string> Values)> filters)
    {
        var all = filters.ToDictionary(f => f.Name, f => f.Values.ToArray(), StringComparer.Ordinal);
        return With("filters", all.Count == 0 ? null : JsonSerializer.Serialize(all, DockerJson.Default.DictionaryStringStringArray));
    }
}
