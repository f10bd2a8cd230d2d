using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Orrery.Client.Http.Wire;

namespace Orrery.Silo.Api;

/// <summary>Reads the fields of a JSON object and collects everything that is wrong with them.</summary>
internal sealed partial class BodyReader
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    private readonly JsonElement _root;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly List<ProblemEntry> _problems;
    private readonly List<BodyReader> _children = [];
    private readonly string _path;

    private BodyReader(JsonElement root)
        : this(root, [], "")
    {
    }

    private BodyReader(JsonElement root, List<ProblemEntry> problems, string path) => (_root, _problems, _path) = (root, problems, path);

    /// <summary>Reads the body of a request: the reader, or why there is none.</summary>
    /// <param name="request">The request.</param>
    /// <param name="optional">Whether no body at all means an empty object.</param>
    public static async Task<(BodyReader? Body, ApiProblem? Problem)> ReadAsync(HttpRequest request, bool optional = false)
    {
        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer, request.HttpContext.RequestAborted);
        var bytes = buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
        if (bytes.IsEmpty && optional)
        {
            return (new BodyReader(JsonElement.Parse("{}"u8)), null);
        }

        if (!request.HasJsonContentType())
        {
            return (null, ApiProblem.Of(StatusCodes.Status415UnsupportedMediaType, "The body must be JSON: send 'Content-Type: application/json'."));
        }

        if (!Utf8.IsValid(bytes.Span))
        {
            return (null, ApiProblem.Of(StatusCodes.Status400BadRequest, "The body is not UTF-8."));
        }

        try
        {
            using var document = JsonDocument.Parse(bytes, Strict);
            return document.RootElement.ValueKind != JsonValueKind.Object || !JsonText.IsDecodable(document.RootElement)
                ? (null, ApiProblem.Invalid(new ProblemEntry(null, "The body must be a JSON object of valid Unicode text.")))
                : (new BodyReader(document.RootElement.Clone()), null);
        }
        catch (JsonException e)
        {
            return (null, ApiProblem.Of(StatusCodes.Status400BadRequest, $"The body is no valid JSON: {e.Message}"));
        }
        catch (InvalidOperationException)
        {
            // Names are read while duplicates are looked for; an escape in one is half of a character.
            return (null, ApiProblem.Of(StatusCodes.Status400BadRequest, "The body is no valid JSON: a name in it is not valid Unicode text."));
        }
    }

    /// <summary>Reports a field that is missing or null.</summary>
    public void Require(string name)
    {
        if (Find(name) is null)
        {
            Add(name, "Must be given.");
        }
    }

    /// <summary>Whether the field is there, also as null.</summary>
    public bool Has(string name) => _root.TryGetProperty(name, out _);

    /// <summary>A text; null when it is missing or null.</summary>
    public string? Text(string name, int maxLength)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String && value.GetString()! is { } text && text.Length <= maxLength && !text.Contains('\0', StringComparison.Ordinal))
        {
            return text;
        }

        Add(name, $"Must be a text of at most {maxLength} characters without NUL.");
        return null;
    }

    /// <summary>true or false; null when it is missing or null.</summary>
    public bool? Bool(string name)
    {
        var value = Find(name);
        if (value is not (null or { ValueKind: JsonValueKind.True or JsonValueKind.False }))
        {
            Add(name, "Must be true or false.");
            return null;
        }

        return value?.GetBoolean();
    }

    /// <summary>A whole number; null when it is missing or null.</summary>
    public int? Int(string name, int min) => (int?)Long(name, min, int.MaxValue);

    /// <summary>A whole number, as <see cref="Int"/>.</summary>
    public long? Long(string name, long min, long max = long.MaxValue)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= min && number <= max)
        {
            return number;
        }

        Add(name, $"Must be a whole number from {min}.");
        return null;
    }

    /// <summary>A moment; null when it is missing or null.</summary>
    public DateTimeOffset? Moment(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String && HasOffset(value.GetString()!) && value.TryGetDateTimeOffset(out var moment))
        {
            return moment.ToUniversalTime();
        }

        Add(name, "Must be a moment with its offset, as in 2026-01-01T00:00:00Z.");
        return null;
    }

    /// <summary>Texts; empty when the field is missing or null.</summary>
    public string[] Texts(string name, int maxCount)
    {
        if (Find(name) is not { } value)
        {
            return [];
        }

        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() > maxCount || value.EnumerateArray().Any(v => v.ValueKind != JsonValueKind.String))
        {
            Add(name, $"Must be a list of at most {maxCount} texts.");
            return [];
        }

        return [.. value.EnumerateArray().Select(v => v.GetString()!)];
    }

    /// <summary>Ids of tasks, each a text or a list of the id and the index of a mapped instance; empty when the field is missing or null.</summary>
    public (string TaskId, int? MapIndex)[] TaskIds(string name, int maxCount)
    {
        if (Find(name) is not { } value)
        {
            return [];
        }

        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() > maxCount || !value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.String || IsInstance(v)))
        {
            Add(name, $"Must be a list of at most {maxCount} task ids, or pairs of a task id and a map index.");
            return [];
        }

        return [.. value.EnumerateArray().Select(v => v.ValueKind == JsonValueKind.String ? (v.GetString()!, (int?)null) : (v[0].GetString()!, v[1].GetInt32()))];

        static bool IsInstance(JsonElement v) =>
            v.ValueKind == JsonValueKind.Array && v.GetArrayLength() == 2 && v[0].ValueKind == JsonValueKind.String && v[1].ValueKind == JsonValueKind.Number && v[1].TryGetInt32(out _);
    }

    /// <summary>An object as JSON; null when it is missing or null.</summary>
    public string? Object(string name)
    {
        var value = Find(name);
        if (value is not (null or { ValueKind: JsonValueKind.Object }))
        {
            Add(name, "Must be a JSON object.");
            return null;
        }

        return value?.GetRawText();
    }

    /// <summary>Objects, each as JSON; empty when the field is missing or null.</summary>
    public string[] Objects(string name, int maxCount)
    {
        if (Find(name) is not { } value)
        {
            return [];
        }

        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() > maxCount || value.EnumerateArray().Any(v => v.ValueKind != JsonValueKind.Object))
        {
            Add(name, $"Must be a list of at most {maxCount} JSON objects.");
            return [];
        }

        return [.. value.EnumerateArray().Select(v => v.GetRawText())];
    }

    /// <summary>Objects, each with a reader of its own that reports to this one; empty when the field is missing or null.</summary>
    public BodyReader[] Children(string name, int maxCount)
    {
        if (Find(name) is not { } value)
        {
            return [];
        }

        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() > maxCount || value.EnumerateArray().Any(v => v.ValueKind != JsonValueKind.Object))
        {
            Add(name, $"Must be a list of at most {maxCount} JSON objects.");
            return [];
        }

        BodyReader[] children = [.. value.EnumerateArray().Select((v, i) => new BodyReader(v, _problems, $"{_path}{name}[{i}]."))];
        _children.AddRange(children);
        return children;
    }

    /// <summary>Names, each a text or an object that has it in a field; empty when the field is missing or null.</summary>
    public string[] Names(string name, string field, int maxCount)
    {
        if (Find(name) is not { } value)
        {
            return [];
        }

        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() > maxCount)
        {
            Add(name, $"Must be a list of at most {maxCount} names.");
            return [];
        }

        var names = value.EnumerateArray().Select(v => v.ValueKind == JsonValueKind.Object && v.TryGetProperty(field, out var inner) ? inner : v).ToList();
        if (names.Exists(n => n.ValueKind != JsonValueKind.String))
        {
            Add(name, $"Must be names, or objects with a '{field}'.");
            return [];
        }

        return [.. names.Select(n => n.GetString()!)];
    }

    /// <summary>A text, or any other value as its JSON; null when it is missing.</summary>
    public string? TextOrJson(string name, int maxLength)
    {
        if (!Has(name))
        {
            return null;
        }

        var value = Find(name);
        if (value is null or { ValueKind: not JsonValueKind.String })
        {
            return value?.GetRawText() ?? "null";
        }

        return Text(name, maxLength);
    }

    /// <summary>Says that a field of Airflow's must have this value, or be missing, here.</summary>
    public void OnlyDefault(string name, JsonValueKind kind, string remedy = "Not supported here: leave it out.")
    {
        if (Find(name) is { } value && value.ValueKind != kind)
        {
            Add(name, remedy);
        }
    }

    /// <summary>Reports a problem with a field.</summary>
    public void Add(string field, string detail) => _problems.Add(new ProblemEntry(_path + field, detail));

    /// <summary>Everything that is wrong, also fields nobody read; null when nothing is. Call it when all fields were read.</summary>
    public ApiProblem? Problem()
    {
        ReportUnknown();
        return _problems.Count == 0 ? null : ApiProblem.Invalid([.. _problems]);
    }

    private void ReportUnknown()
    {
        foreach (var name in _root.EnumerateObject().Select(p => p.Name).Where(n => !_known.Contains(n)).Take(10))
        {
            Add(name.Length > 100 ? name[..100] : name, $"Not supported. Supported here: {string.Join(", ", _known.Order(StringComparer.Ordinal))}.");
        }

        _children.ForEach(c => c.ReportUnknown());
    }

    private static bool HasOffset(string moment) =>
        moment.EndsWith('Z') || (moment.Length > 6 && moment[^3] == ':' && moment[^6] is '+' or '-');

    private JsonElement? Find(string name)
    {
        _known.Add(name);
        return _root.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }
}
